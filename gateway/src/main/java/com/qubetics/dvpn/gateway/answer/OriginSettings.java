package com.qubetics.dvpn.gateway.answer;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// @param allowed origins of other sites' pages that may call, each exactly as a browser sends it
///   (`https://app.example.org`, `http://localhost:3000`); empty: none
@ConfigurationProperties("dvpn.origins")
record OriginSettings(List<String> allowed) {
  OriginSettings {
    allowed = List.copyOf(allowed);
    for (String origin : allowed) {
      if (!isOrigin(origin)) {
        throw new IllegalArgumentException(
            "DVPN_ORIGINS: %s (expected: https://host or https://host:port)".formatted(origin));
      }
    }
  }

  private static boolean isOrigin(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
    String scheme = uri.getScheme();
    String host = uri.getHost();
    if (host == null || !"https".equals(scheme) && !"http".equals(scheme)) {
      return false;
    }
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return text.equals(scheme + "://" + host.toLowerCase(Locale.ROOT) + port);
  }
}
