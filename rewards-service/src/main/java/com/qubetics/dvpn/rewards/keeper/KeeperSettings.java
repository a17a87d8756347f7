package com.qubetics.dvpn.rewards.keeper;

import com.qubetics.dvpn.chain.send.SenderSettings;
import com.qubetics.dvpn.evm.key.SignerSettings;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The keeper's limits. The operator pays the gas; what it can lose to it in a day is `maxDayTics`.
///
/// @param keyFile a key of its own, which needs no role; this and the next four as in
///   [SignerSettings] (`DVPN_KEEPER_KEY_FILE` and so on); none: no keeper
/// @param keystore see there
/// @param passwordFile see there
/// @param signerUrl see there
/// @param signerAccount see there
/// @param interval between two looks for claims (`DVPN_KEEPER_INTERVAL`)
/// @param feeMultiple a claim is sent when it is worth this many times its gas
///   (`DVPN_KEEPER_FEE_MULTIPLE`)
/// @param retryAfter from a failed claim to the next attempt (`DVPN_KEEPER_RETRY_AFTER`)
/// @param maxFeeTics the most that one claim's gas may cost (`DVPN_KEEPER_MAX_FEE_TICS`)
/// @param accountDayTics the most spent on an account in a day, UTC; each claim sent counts with
///   `maxFeeTics`, since nobody knows beforehand what it will cost (`DVPN_KEEPER_ACCOUNT_DAY_TICS`)
/// @param maxDayTics the most spent on all in a day (`DVPN_KEEPER_MAX_DAY_TICS`)
@ConfigurationProperties("dvpn.rewards.keeper")
public record KeeperSettings(
    @Nullable String keyFile,
    @Nullable String keystore,
    @Nullable String passwordFile,
    @Nullable String signerUrl,
    @Nullable String signerAccount,
    @DefaultValue("30s") Duration interval,
    @DefaultValue("10") int feeMultiple,
    @DefaultValue("10m") Duration retryAfter,
    @DefaultValue("5") String maxFeeTics,
    @DefaultValue("10") String accountDayTics,
    @DefaultValue("100") String maxDayTics) {
  private static final Duration RAISE_AFTER = Duration.ofSeconds(30);

  public KeeperSettings {
    if (feeMultiple < 1) {
      throw new IllegalArgumentException(
          "DVPN_KEEPER_FEE_MULTIPLE: %s (expected: 1 or more)".formatted(feeMultiple));
    }
    TokenAmount maxFee = TokenAmount.ofTics(maxFeeTics);
    if (maxFee.equals(TokenAmount.ZERO)
        || maxFee.compareTo(TokenAmount.ofTics(accountDayTics)) > 0) {
      throw new IllegalArgumentException(
          "DVPN_KEEPER_MAX_FEE_TICS: %s (expected: more than 0, at most DVPN_KEEPER_ACCOUNT_DAY_TICS)"
              .formatted(maxFeeTics));
    }
  }

  TokenAmount maxFee() {
    return TokenAmount.ofTics(maxFeeTics);
  }

  TokenAmount accountDay() {
    return TokenAmount.ofTics(accountDayTics);
  }

  /// Claims that an account may be sent in a day.
  long claimsPerDay() {
    return accountDay().baseUnits().divide(maxFee().baseUnits()).longValueExact();
  }

  boolean isOn() {
    return signer().isGiven();
  }

  SignerSettings signer() {
    return SignerSettings.ofTexts(keyFile, keystore, passwordFile, signerUrl, signerAccount);
  }

  SenderSettings sender() {
    return new SenderSettings(RAISE_AFTER, retryAfter, maxFee(), TokenAmount.ofTics(maxDayTics));
  }
}
