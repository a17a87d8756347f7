package com.qubetics.dvpn.chain.spring;

import com.qubetics.dvpn.chain.send.SenderSettings;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Settings under `dvpn.chain`.
///
/// @param networkFile the `network.json` of `dvpn-admin deploy`
/// @param rpcUrl JSON-RPC of an EVM node
/// @param keyFile the sending key; without it there is no [com.qubetics.dvpn.chain.Sender]
/// @param pollInterval between looks at the chain
/// @param raiseAfter see [SenderSettings]
/// @param giveUpAfter see [SenderSettings]
/// @param maxTransactionTics the most that one transaction may cost, gas and value, in TICS
/// @param maxDayTics the most that all transactions of a day (UTC) may cost together, in TICS
@ConfigurationProperties("dvpn.chain")
public record ChainSettings(
    Path networkFile,
    URI rpcUrl,
    @Nullable Path keyFile,
    @DefaultValue("1s") Duration pollInterval,
    @DefaultValue("30s") Duration raiseAfter,
    @DefaultValue("10m") Duration giveUpAfter,
    @DefaultValue("50") String maxTransactionTics,
    @DefaultValue("200") String maxDayTics) {

  SenderSettings sender() {
    return new SenderSettings(
        raiseAfter,
        giveUpAfter,
        TokenAmount.ofTics(maxTransactionTics),
        TokenAmount.ofTics(maxDayTics));
  }
}
