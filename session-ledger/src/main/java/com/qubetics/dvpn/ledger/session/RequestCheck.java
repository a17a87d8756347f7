package com.qubetics.dvpn.ledger.session;

import com.qubetics.dvpn.protocol.session.Certificate;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.session.Grant;
import com.qubetics.dvpn.protocol.session.Signed;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.ClockTolerance;
import com.qubetics.dvpn.protocol.value.SessionKey;
import com.qubetics.dvpn.protocol.value.TimeGap;
import com.qubetics.dvpn.wire.session.SessionRequest;
import java.time.Instant;
import java.util.Optional;

/// Whether what an app posts lets it open a session, by its times and signatures.
final class RequestCheck {
  private static final String OUR = "the ledger's";

  private RequestCheck() {}

  /// Why the certificate does not let this app key act for this account; empty if it does.
  static Optional<String> certificateFault(
      SessionRequest request, Account account, AppKey appKey, Domain domain, Instant now) {
    Signed<Certificate> certificate = request.certificate();
    Certificate message = certificate.message();
    if (!message.account().equals(account)) {
      return Optional.of("The certificate names another account than the token.");
    }
    if (!certificate.isBy(appKey.address(), domain)) {
      return Optional.of("The certificate is not signed by the token's app key.");
    }
    if (message.notAfter() < now.minus(ClockTolerance.DURATION).getEpochSecond()) {
      return Optional.of(
          "The certificate has run out: its end is %s."
              .formatted(TimeGap.ofEpochSecond(message.notAfter(), now).against(OUR)));
    }
    return Optional.empty();
  }

  /// Why a grant can't be used; empty if all can.
  static Optional<String> grantFault(
      SessionRequest request, Domain domain, SessionSettings settings, Instant now) {
    SessionKey key = request.certificate().message().sessionKey();
    for (Signed<Grant> signed : request.grants()) {
      Grant grant = signed.message();
      if (!grant.sessionKey().equals(key) || !signed.isBy(key.address(), domain)) {
        return Optional.of("A grant is not signed by the certificate's session key.");
      }
      if (grant.notBefore() > now.plus(ClockTolerance.DURATION).getEpochSecond()) {
        return Optional.of(
            "A grant is not valid yet: it begins %s; %s s are allowed."
                .formatted(
                    TimeGap.ofEpochSecond(grant.notBefore(), now).against(OUR),
                    ClockTolerance.SECONDS));
      }
      if (grant.notAfter() <= now.getEpochSecond()) {
        return Optional.of(
            "A grant has run out: its end is %s."
                .formatted(TimeGap.ofEpochSecond(grant.notAfter(), now).against(OUR)));
      }
      if (grant.notAfter() - grant.notBefore()
          > settings.longestGrant().plus(ClockTolerance.DURATION).toSeconds()) {
        return Optional.of(
            "A grant runs from %s to %s, longer than %s."
                .formatted(
                    TimeGap.ofEpochSecond(grant.notBefore(), now).stated(),
                    TimeGap.ofEpochSecond(grant.notAfter(), now).stated(),
                    settings.longestGrant()));
      }
    }
    return Optional.empty();
  }
}
