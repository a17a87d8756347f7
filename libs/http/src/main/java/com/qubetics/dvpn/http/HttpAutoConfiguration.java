package com.qubetics.dvpn.http;

import com.qubetics.dvpn.http.caller.IssuerKeys;
import com.qubetics.dvpn.http.caller.TokenSigner;
import com.qubetics.dvpn.http.caller.TokenVerifier;
import com.qubetics.dvpn.http.words.StrictWords;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/// Puts the inner door, entity tags, the caller arguments, strict words and the problem documents
/// into a service. Tokens are judged by this host's clock, whatever clock the service computes
/// with.
@AutoConfiguration
@EnableConfigurationProperties(InnerDoorSettings.class)
@Import(ProblemAdvice.class)
public class HttpAutoConfiguration {

  @Bean
  FilterRegistrationBean<InnerDoor> innerDoor(
      InnerDoorSettings settings,
      @Value("${spring.application.name}") String service,
      ObjectProvider<MeterRegistry> meters) {
    TokenVerifier verifier =
        new TokenVerifier(
            service, new IssuerKeys(settings.issuers(), System::nanoTime), Clock.systemUTC());
    FilterRegistrationBean<InnerDoor> door =
        new FilterRegistrationBean<>(
            new InnerDoor(verifier, meters.getIfAvailable(() -> Metrics.globalRegistry)));
    door.setOrder(Ordered.HIGHEST_PRECEDENCE);
    door.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
    return door;
  }

  /// Behind the door: a token is for the method that was sent.
  @Bean
  FilterRegistrationBean<EntityTags> entityTags() {
    return new FilterRegistrationBean<>(new EntityTags());
  }

  /// What this service calls others by.
  @Bean
  @ConditionalOnProperty("dvpn.door.key-file")
  TokenSigner tokenSigner(
      InnerDoorSettings settings, @Value("${spring.application.name}") String service) {
    return TokenSigner.of(
        service,
        Objects.requireNonNull(settings.keyFile(), "keyFile"),
        Clock.systemUTC(),
        System::nanoTime);
  }

  @Bean
  StrictWords strictWords(JsonMapper json) {
    return new StrictWords(json);
  }

  @Bean
  WebMvcConfigurer protocolArguments() {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new ServiceRights()).order(Ordered.HIGHEST_PRECEDENCE);
      }

      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CallerArguments());
      }
    };
  }
}
