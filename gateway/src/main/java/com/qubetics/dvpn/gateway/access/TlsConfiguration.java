package com.qubetics.dvpn.gateway.access;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// TLS 1.3 and 1.2 from PEM files, if there are any.
@Configuration(proxyBeanMethods = false)
class TlsConfiguration {

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> tls(TlsSettings settings) {
    return factory -> {
      if (settings.isOn()) {
        Ssl ssl = new Ssl();
        ssl.setCertificate(settings.certificate());
        ssl.setCertificatePrivateKey(settings.key());
        ssl.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        factory.setSsl(ssl);
      }
    };
  }
}
