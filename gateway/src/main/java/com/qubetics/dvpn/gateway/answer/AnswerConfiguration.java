package com.qubetics.dvpn.gateway.answer;

import com.qubetics.dvpn.gateway.route.Route;
import com.qubetics.dvpn.gateway.route.RouteTable;
import com.qubetics.dvpn.http.EntityTags;
import com.qubetics.dvpn.http.Problems;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.CorsFilter;

/// Headers and origins stand before all other filters, so that what is refused anywhere has them;
/// tags after all, so that they are of what a caller was let in to.
@Configuration(proxyBeanMethods = false)
class AnswerConfiguration {
  private static final Duration PREFLIGHT = Duration.ofMinutes(10);

  @Bean
  FilterRegistrationBean<HeaderWriterFilter> answerHeaders() {
    FilterRegistrationBean<HeaderWriterFilter> filter =
        new FilterRegistrationBean<>(new HeaderWriterFilter(List.of(new AnswerHeaders())));
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return filter;
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> unreadRequests(Problems problems) {
    return factory -> factory.addEngineValves(new UnreadRequests(new AnswerHeaders(), problems));
  }

  @Bean
  FilterRegistrationBean<CorsFilter> foreignOrigins(OriginSettings origins, Problems problems) {
    CorsConfiguration allowed = new CorsConfiguration();
    allowed.setAllowedOrigins(origins.allowed());
    allowed.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "DELETE"));
    allowed.setAllowedHeaders(
        List.of(
            HttpHeaders.AUTHORIZATION,
            HttpHeaders.CONTENT_TYPE,
            HttpHeaders.IF_NONE_MATCH,
            "Idempotency-Key"));
    allowed.setExposedHeaders(
        List.of(
            HttpHeaders.DATE,
            HttpHeaders.ETAG,
            HttpHeaders.RETRY_AFTER,
            HttpHeaders.WWW_AUTHENTICATE,
            "RateLimit",
            "RateLimit-Policy"));
    allowed.setAllowCredentials(false);
    allowed.setMaxAge(PREFLIGHT);
    CorsFilter cors = new CorsFilter(request -> allowed);
    cors.setCorsProcessor(new ForeignOrigins(problems));
    FilterRegistrationBean<CorsFilter> filter = new FilterRegistrationBean<>(cors);
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    return filter;
  }

  /// Services tag their own answers, which are not held here.
  @Bean
  FilterRegistrationBean<EntityTags> entityTags() {
    return new FilterRegistrationBean<>(
        new EntityTags() {
          @Override
          protected boolean shouldNotFilter(HttpServletRequest request) {
            return RouteTable.of(request)
                .filter(route -> route.upstream() == Route.Upstream.GATEWAY)
                .isEmpty();
          }
        });
  }
}
