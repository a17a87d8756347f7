package com.qubetics.dvpn.chain.spring;

import com.qubetics.dvpn.chain.send.SenderSettings;
import com.qubetics.dvpn.evm.Role;
import com.qubetics.dvpn.evm.key.SignerSettings;
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
/// @param crossCheckRpcUrl a node of another operator, which has to say the same before the
///   follower acts on anything; empty or null: none
/// @param role what the sending key is for; without it there is no [com.qubetics.dvpn.chain.Sender]
/// @param keyFile see [SignerSettings]; like the next four, empty counts as not given
/// @param keystore see [SignerSettings]
/// @param passwordFile see [SignerSettings]
/// @param signerUrl see [SignerSettings]
/// @param signerAccount see [SignerSettings]
/// @param pollInterval between looks at the chain
/// @param raiseAfter see [SenderSettings]
/// @param giveUpAfter see [SenderSettings]
/// @param maxTransactionTics the most that one transaction may cost, gas and value, in TICS
/// @param lowBalanceTics a sender with less is an alarm, in TICS
/// @param staleAfter a newest block, or a follower behind it, older than this is an alarm
/// @param maxDayTics the most that all transactions of a day (UTC) may cost together, in TICS
/// @param acceptedNonce see [SenderSettings]; 0 accepts none
@ConfigurationProperties("dvpn.chain")
public record ChainSettings(
    Path networkFile,
    URI rpcUrl,
    @Nullable String crossCheckRpcUrl,
    @Nullable Role role,
    @Nullable String keyFile,
    @Nullable String keystore,
    @Nullable String passwordFile,
    @Nullable String signerUrl,
    @Nullable String signerAccount,
    @DefaultValue("1s") Duration pollInterval,
    @DefaultValue("30s") Duration raiseAfter,
    @DefaultValue("10m") Duration giveUpAfter,
    @DefaultValue("50") String maxTransactionTics,
    @DefaultValue("200") String maxDayTics,
    @DefaultValue("20") String lowBalanceTics,
    @DefaultValue("2m") Duration staleAfter,
    @DefaultValue("0") long acceptedNonce) {

  SenderSettings sender() {
    return new SenderSettings(
        raiseAfter,
        giveUpAfter,
        TokenAmount.ofTics(maxTransactionTics),
        TokenAmount.ofTics(maxDayTics),
        acceptedNonce);
  }

  @Nullable URI crossCheck() {
    return crossCheckRpcUrl == null || crossCheckRpcUrl.isBlank()
        ? null
        : URI.create(crossCheckRpcUrl.strip());
  }

  TokenAmount lowBalance() {
    return TokenAmount.ofTics(lowBalanceTics);
  }

  SignerSettings signer() {
    return SignerSettings.ofTexts(keyFile, keystore, passwordFile, signerUrl, signerAccount);
  }
}
