package com.qubetics.dvpn.protocol.crypto;

import com.qubetics.dvpn.protocol.value.TimeGap;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// What a TLS handshake that failed by a certificate's times says to people. Only this host's own
/// clock is at hand: whatever the other side says of the time is not authenticated, so it is left
/// open which of the two, certificate or clock, is wrong.
public final class CertificateTime {
  private static final String EITHER =
      "; either the certificate or this clock is wrong: compare the clock with another source";

  private CertificateTime() {}

  /// By the system's clock and no other, since that is what TLS judges by.
  ///
  /// @param failure of the handshake, with its causes
  /// @return empty if the failure is another one
  public static Optional<String> fault(Throwable failure) {
    return fault(failure, Clock.systemUTC().instant());
  }

  static Optional<String> fault(Throwable failure, Instant now) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathValidatorException path && byTime(path)) {
        Optional<X509Certificate> judged = judged(path);
        if (judged.isPresent()) {
          return Optional.of(fault(judged.get(), now));
        }
      }
      if (cause instanceof CertificateExpiredException) {
        return Optional.of(
            "the certificate has run out by this host's clock (" + now + ")" + EITHER);
      }
      if (cause instanceof CertificateNotYetValidException) {
        return Optional.of(
            "the certificate is not valid yet by this host's clock (" + now + ")" + EITHER);
      }
    }
    return Optional.empty();
  }

  private static boolean byTime(CertPathValidatorException path) {
    return path.getReason() == BasicReason.EXPIRED || path.getReason() == BasicReason.NOT_YET_VALID;
  }

  private static Optional<X509Certificate> judged(CertPathValidatorException path) {
    return path.getCertPath() != null
            && path.getIndex() >= 0
            && path.getCertPath().getCertificates().get(path.getIndex())
                instanceof X509Certificate certificate
        ? Optional.of(certificate)
        : Optional.empty();
  }

  private static String fault(X509Certificate certificate, Instant now) {
    Instant begins = certificate.getNotBefore().toInstant();
    boolean early = now.isBefore(begins);
    Instant limit = early ? begins : certificate.getNotAfter().toInstant();
    return "the certificate %s %s%s"
        .formatted(
            early ? "is valid from" : "was valid until",
            new TimeGap(limit, now).against("this host's"),
            EITHER);
  }
}
