package com.qubetics.dvpn.http;

import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.AppKey;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.SessionId;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Puts the inner door, the caller arguments and the problem documents into a service.
@AutoConfiguration
@EnableConfigurationProperties(InnerDoorSettings.class)
@Import(ProblemDetails.class)
public class HttpAutoConfiguration {

  @Bean
  InnerDoor innerDoor(InnerDoorSettings settings) {
    return new InnerDoor(settings.secret());
  }

  @Bean
  WebMvcConfigurer protocolArguments() {
    return new WebMvcConfigurer() {
      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CallerArguments());
      }

      /// Ids in paths and queries are parsed into their types before a controller sees them.
      @Override
      public void addFormatters(FormatterRegistry formatters) {
        formatters.addConverter(String.class, Account.class, Account::parse);
        formatters.addConverter(String.class, AppKey.class, AppKey::parse);
        formatters.addConverter(String.class, NodeId.class, NodeId::parse);
        formatters.addConverter(String.class, SessionId.class, SessionId::parse);
        formatters.addConverter(String.class, Bytes32.class, Bytes32::parse);
      }
    };
  }
}
