package com.qubetics.dvpn.evm.prepare;

import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.contract.RevertReason;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.RpcError;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.wire.transaction.PreparedTransaction;
import com.qubetics.dvpn.wire.transaction.WalletTransaction;
import java.math.BigInteger;
import java.util.Locale;

/// Makes a call into what a wallet is asked to sign: tried at the newest block from that wallet's
/// address, so that nobody pays gas for a refusal that could be known. For any number of threads.
public final class Preparation {
  private static final long GAS_PERCENT = 125;

  private final Network network;
  private final JsonRpc rpc;

  public Preparation(Network network, JsonRpc rpc) {
    this.network = network;
    this.rpc = rpc;
  }

  /// @throws ChainException if the chain can't be asked
  public Prepared prepare(Account from, Call call) {
    TokenAmount balance = new TokenAmount(rpc.balance(from.address()));
    if (balance.compareTo(call.value()) < 0) {
      // A node does not run a call whose value the sender does not have.
      return tooLow(balance, call.value());
    }
    long gas;
    try {
      gas = estimate(from, call);
    } catch (RpcError error) {
      if (error.isRevert()) {
        return refused(error);
      }
      throw error;
    }
    TokenAmount fee = feeOf(gas);
    TokenAmount needed = call.value().plus(fee);
    if (balance.compareTo(needed) < 0) {
      return tooLow(balance, needed);
    }
    return new Prepared.Ready(
        new PreparedTransaction(transaction(from, call, gas), call.value(), gas, fee));
  }

  private WalletTransaction transaction(Account from, Call call, long gas) {
    return new WalletTransaction(
        from,
        call.to(),
        quantity(call.value().baseUnits()),
        call.dataHex(),
        quantity(BigInteger.valueOf(gas)),
        quantity(BigInteger.valueOf(network.chainId())));
  }

  private static String quantity(BigInteger number) {
    return "0x" + number.toString(16);
  }

  private long estimate(Account from, Call call) {
    return rpc.estimateGas(from.address(), call.to(), call.value().baseUnits(), call.data())
        * GAS_PERCENT
        / 100;
  }

  /// What this much gas costs at the present price.
  ///
  /// @throws ChainException if the chain can't be asked
  public TokenAmount feeOf(long gas) {
    BigInteger price = rpc.latestBlock().baseFee().add(rpc.maxPriorityFeePerGas());
    return new TokenAmount(price.multiply(BigInteger.valueOf(gas)));
  }

  private static Prepared refused(RpcError error) {
    String name = RevertReason.name(error).orElse("ContractRefused");
    String code = name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    return new Prepared.Refused(code, RevertReason.of(error) + ": " + Remedies.of(name));
  }

  private static Prepared tooLow(TokenAmount balance, TokenAmount needed) {
    return new Prepared.Refused(
        "BALANCE_TOO_LOW",
        "The wallet holds %s, value and gas come to %s: send it some TICS first."
            .formatted(balance.toTics(), needed.toTics()));
  }
}
