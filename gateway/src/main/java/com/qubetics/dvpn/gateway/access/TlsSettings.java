package com.qubetics.dvpn.gateway.access;

import org.springframework.boot.context.properties.ConfigurationProperties;

/// @param certificate PEM file with the certificate chain; empty: plain HTTP (behind a proxy,
///   tests)
/// @param key PEM file with the private key
@ConfigurationProperties("dvpn.tls")
record TlsSettings(String certificate, String key) {
  TlsSettings {
    if (certificate.isBlank() != key.isBlank()) {
      throw new IllegalArgumentException(
          "DVPN_TLS_CERTIFICATE and DVPN_TLS_KEY: set both or neither");
    }
  }

  boolean isOn() {
    return !certificate.isBlank();
  }
}
