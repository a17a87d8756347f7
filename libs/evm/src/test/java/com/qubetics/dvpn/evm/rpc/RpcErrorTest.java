package com.qubetics.dvpn.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.contract.RevertReason;
import com.qubetics.dvpn.evm.rpc.StandInEndpoint.Reply;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Hex;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A contract's refusal in the form of each client.
class RpcErrorTest {
  private static final Address CONTRACT = Address.parse("0x" + "cc".repeat(20));

  /// `NodeNotFound(0x…aa)`.
  private static final String DATA =
      Hex.format(Abi.selector("NodeNotFound(address)")) + "0".repeat(62) + "aa";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "geth, erigon, reth, anvil | {'code':3,'message':'execution reverted','data':'DATA'}",
        "anvil, in words too | {'code':3,'message':'execution reverted: custom error 0x11223344','data':'DATA'}",
        "besu | {'code':-32000,'message':'Execution reverted','data':'DATA'}",
        "nethermind | {'code':3,'message':'execution reverted','data':'DATA'}",
        "nethermind before 1.30 | {'code':-32015,'message':'VM execution error.','data':'Reverted DATA'}",
        "hardhat 2 and 3 | {'code':-32603,'message':'Error: VM Exception while processing transaction','data':{'message':'Error','txHash':'0xHASH','data':'DATA'}}",
        "ganache 7 | {'code':-32000,'message':'VM Exception while processing transaction: revert','data':{'hash':'0xHASH','programCounter':23,'result':'DATA','reason':null,'message':'revert'}}",
        "ganache before | {'code':-32000,'message':'VM Exception','data':{'0xHASH':{'error':'revert','program_counter':23,'return':'DATA','reason':null},'stack':'c','name':'c'}}",
        "evmos at a call | {'code':3,'message':'execution reverted','data':'DATA'}",
        "a wallet's provider | {'code':-32603,'message':'Internal JSON-RPC error.','data':{'code':3,'message':'execution reverted','data':'DATA'}}",
        "a proxy | {'code':-32603,'message':'upstream','data':{'originalError':{'code':3,'data':'DATA','message':'execution reverted'}}}",
        "a proxy of a proxy | {'code':-32603,'message':'upstream','data':{'error':{'originalError':{'code':3,'data':{'data':'DATA'}}}}}",
        "words only | {'code':-32000,'message':'reverted with an unrecognized custom error (return data: DATA)'}",
      })
  void findsTheContractsData(String client, String error) {
    RpcError read = thrown(error);
    assertThat(read.isRevert()).isTrue();
    assertThat(read.revertData())
        .as(client)
        .hasValueSatisfying(data -> assertThat(data).isEqualTo(Hex.parse(DATA)));
    assertThat(RevertReason.name(read)).hasValue("NodeNotFound");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "evmos at an estimate | true | {'code':-32000,'message':'rpc error: code = Unknown desc = execution reverted'}",
        "geth without funds | false | {'code':-32000,'message':'insufficient funds for gas * price + value: address 0xADDRESS have 1 want 2'}",
        "a hash in words | false | {'code':-32000,'message':'already known: 0xHASH'}",
        "a hash beside words | false | {'code':-32603,'message':'x','data':{'txHash':'0xHASH','hash':'0xHASH'}}",
        "words as data | false | {'code':-32602,'message':'invalid params','data':'missing value'}",
        "no hex | true | {'code':3,'message':'execution reverted','data':'0xzz'}",
        "too deep | false | {'code':1,'message':'','data':{'a':{'a':{'a':{'a':{'a':{'a':{'a':{'data':'DATA'}}}}}}}}}",
      })
  void takesNothingElseForData(String what, boolean revert, String error) {
    RpcError read = thrown(error);
    assertThat(read.revertData()).as(what).isEmpty();
    assertThat(read.isRevert()).as(what).isEqualTo(revert);
  }

  @Test
  void tellsARefusalWithoutAReasonFromOneWhoseReasonIsMissing() {
    assertThat(thrown("{'code':3,'message':'execution reverted','data':'0x'}").revertData())
        .hasValueSatisfying(data -> assertThat(data).isEmpty());
  }

  @Test
  void asksByACallWhatAnEstimateRefusesWithoutData() {
    List<String> asked = new ArrayList<>();
    try (StandInEndpoint endpoint =
        new StandInEndpoint(
            request -> {
              asked.add(request.path("method").asString());
              assertThat(request.path("params").path(0).path("value").asString()).isEqualTo("0x7");
              return answer(
                  request.path("method").asString().equals("eth_call")
                      ? "{'code':3,'message':'execution reverted','data':'DATA'}"
                      : "{'code':-32000,'message':'rpc error: code = Unknown desc = execution reverted'}");
            })) {
      assertThatThrownBy(() -> estimate(endpoint))
          .isInstanceOfSatisfying(
              RpcError.class,
              error -> assertThat(RevertReason.name(error)).hasValue("NodeNotFound"));
      assertThat(asked).containsExactly("eth_estimateGas", "eth_call");
    }
  }

  @Test
  void keepsTheEstimatesRefusalWhereACallTellsNoMore() {
    for (String call : List.of("{'code':-32000,'message':'busy'}", "'over quota'")) {
      try (StandInEndpoint endpoint =
          new StandInEndpoint(
              request ->
                  answer(
                      request.path("method").asString().equals("eth_call")
                          ? call
                          : "{'code':-32000,'message':'execution reverted'}"))) {
        assertThatThrownBy(() -> estimate(endpoint))
            .isInstanceOf(RpcError.class)
            .hasMessageStartingWith("eth_estimateGas")
            .hasMessageContaining("execution reverted");
      }
    }
    try (StandInEndpoint endpoint =
        new StandInEndpoint(
            request ->
                request.path("method").asString().equals("eth_call")
                    ? Reply.ok("{\"id\":1,\"result\":\"0x\"}")
                    : answer("{'code':-32000,'message':'insufficient funds'}"))) {
      assertThatThrownBy(() -> estimate(endpoint)).hasMessageContaining("insufficient funds");
    }
  }

  @Test
  void asksNothingMoreWhereTheEstimateHasTheData() {
    try (StandInEndpoint endpoint =
        new StandInEndpoint(
            request -> answer("{'code':3,'message':'execution reverted','data':'DATA'}"))) {
      assertThatThrownBy(() -> estimate(endpoint)).isInstanceOf(RpcError.class);
      assertThat(endpoint.requests()).isEqualTo(1);
    }
  }

  private static long estimate(StandInEndpoint endpoint) {
    return endpoint.rpc().estimateGas(CONTRACT, CONTRACT, BigInteger.valueOf(7), new byte[4]);
  }

  private static RpcError thrown(String error) {
    try (StandInEndpoint endpoint = new StandInEndpoint(request -> answer(error))) {
      endpoint.rpc().chainId();
      throw new AssertionError("no error: " + error);
    } catch (RpcError thrown) {
      return thrown;
    }
  }

  private static Reply answer(String error) {
    return Reply.ok(
        "{\"id\":1,\"error\":%s}"
            .formatted(
                error
                    .replace('\'', '"')
                    .replace("DATA", DATA)
                    .replace("HASH", "11".repeat(32))
                    .replace("ADDRESS", "22".repeat(20))));
  }
}
