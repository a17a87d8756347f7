package com.qubetics.dvpn.gateway.access;

import com.qubetics.dvpn.gateway.admission.Admission;
import com.qubetics.dvpn.gateway.agent.AgentDoor;
import com.qubetics.dvpn.gateway.agent.AgentRepeats;
import com.qubetics.dvpn.gateway.agent.SeenRequests;
import com.qubetics.dvpn.gateway.caller.CallerAuthentication;
import com.qubetics.dvpn.gateway.limit.AddressLimit;
import com.qubetics.dvpn.gateway.limit.BodyLimit;
import com.qubetics.dvpn.gateway.limit.LimitSettings;
import com.qubetics.dvpn.gateway.limit.Rates;
import com.qubetics.dvpn.gateway.limit.RequestLimit;
import com.qubetics.dvpn.gateway.login.AccessTokens;
import com.qubetics.dvpn.gateway.login.TokenAuthentication;
import com.qubetics.dvpn.gateway.network.NetworkFile;
import com.qubetics.dvpn.gateway.route.RouteTable;
import com.qubetics.dvpn.http.Problems;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;

/// The filters stand inside the security chain and nowhere else, so they are no beans. In order:
/// rate of the address → body → node's signature or user's token → rate → repeats → [RouteTable]'s
/// word on who may call. Nothing is kept between requests, and no cookie is read, so there is
/// nothing for a foreign site to ride on.
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

  /// The management port: reached by the operator's Prometheus only, by how it is bound.
  @Bean
  @Order(1)
  SecurityFilterChain management(HttpSecurity http) throws Exception {
    return http.securityMatcher(EndpointRequest.toAnyEndpoint())
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .headers(headers -> headers.cacheControl(HeadersConfigurer.CacheControlConfig::disable))
        .csrf(AbstractHttpConfigurer::disable)
        .build();
  }

  @Bean
  @Order(2)
  SecurityFilterChain door(
      HttpSecurity http,
      LimitSettings limits,
      Rates rates,
      Admission admission,
      NetworkFile network,
      SeenRequests seen,
      Problems problems,
      Clock clock,
      AccessTokens tokens,
      TokenAuthentication users,
      AccessRefusals refusals)
      throws Exception {
    return http.csrf(AbstractHttpConfigurer::disable)
        // AnswerHeaders writes them, on what never comes to this chain too.
        .headers(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .oauth2ResourceServer(
            server ->
                server
                    .jwt(jwt -> jwt.decoder(tokens).jwtAuthenticationConverter(users))
                    .authenticationEntryPoint(refusals)
                    .accessDeniedHandler(refusals))
        .exceptionHandling(
            handling -> handling.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
        .addFilterBefore(
            new AgentDoor(network, problems, clock), BearerTokenAuthenticationFilter.class)
        .addFilterBefore(new BodyLimit(limits.body(), admission, problems), AgentDoor.class)
        .addFilterBefore(new AddressLimit(rates), BodyLimit.class)
        .addFilterBefore(new RequestLimit(rates), AuthorizationFilter.class)
        .addFilterAfter(new AgentRepeats(seen, problems), RequestLimit.class)
        .authorizeHttpRequests(
            rules ->
                rules
                    .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll()
                    .anyRequest()
                    .access((caller, context) -> admit(caller, context.getRequest())))
        .build();
  }

  private static AuthorizationDecision admit(
      Supplier<? extends @Nullable Authentication> caller, HttpServletRequest request) {
    return new AuthorizationDecision(
        RouteTable.of(request)
            .filter(route -> route.admits(CallerAuthentication.callerOf(caller.get())))
            .isPresent());
  }
}
