package com.qubetics.dvpn.gateway.limit;

import com.qubetics.dvpn.gateway.admission.Admission;
import com.qubetics.dvpn.gateway.problem.Problems;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Builds the limits; they stand inside the security chain and nowhere else.
@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

  @Bean
  BodyLimit bodyLimit(LimitSettings settings, Admission admission, Problems problems) {
    return new BodyLimit(settings.body(), admission, problems);
  }

  @Bean
  RequestLimit requestLimit(LimitSettings settings, Problems problems, MeterRegistry meters) {
    return new RequestLimit(settings, problems, meters);
  }

  @Bean
  AddressLimit addressLimit(RequestLimit limit) {
    return new AddressLimit(limit);
  }

  @Bean
  FilterRegistrationBean<AddressLimit> addressLimitOutsideOfTheContainer(AddressLimit filter) {
    FilterRegistrationBean<AddressLimit> registration = new FilterRegistrationBean<>(filter);
    registration.setEnabled(false);
    return registration;
  }

  @Bean
  FilterRegistrationBean<BodyLimit> bodyLimitOutsideOfTheContainer(BodyLimit filter) {
    FilterRegistrationBean<BodyLimit> registration = new FilterRegistrationBean<>(filter);
    registration.setEnabled(false);
    return registration;
  }

  @Bean
  FilterRegistrationBean<RequestLimit> requestLimitOutsideOfTheContainer(RequestLimit filter) {
    FilterRegistrationBean<RequestLimit> registration = new FilterRegistrationBean<>(filter);
    registration.setEnabled(false);
    return registration;
  }
}
