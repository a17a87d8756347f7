package com.qubetics.dvpn.gateway.access;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// TLS 1.3 and 1.2 from PEM files, if there are any; they are read again when they change.
@Configuration(proxyBeanMethods = false)
class TlsConfiguration {
  /// `spring.ssl.bundle.pem.gateway` in application.yml.
  private static final String BUNDLE = "gateway";

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> tls(TlsSettings settings) {
    return factory -> {
      if (settings.isOn()) {
        factory.setSsl(Ssl.forBundle(BUNDLE));
      }
    };
  }
}
