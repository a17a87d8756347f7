package com.qubetics.dvpn.gateway.idempotency;

import com.qubetics.dvpn.http.Problems;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Puts [OncePosts] behind the security chain.
@Configuration(proxyBeanMethods = false)
class IdempotencyConfiguration {

  @Bean
  FilterRegistrationBean<OncePosts> oncePosts(
      KeptAnswers answers, PlatformTransactionManager transactions, Problems problems) {
    return new FilterRegistrationBean<>(
        new OncePosts(answers, new TransactionTemplate(transactions), problems));
  }
}
