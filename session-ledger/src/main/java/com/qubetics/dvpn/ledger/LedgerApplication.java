package com.qubetics.dvpn.ledger;

import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

@SpringBootApplication
@EnableScheduling
@ConfigurationPropertiesScan
public class LedgerApplication {

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // What programs read takes no locale's digits.
    SpringApplication.run(LedgerApplication.class, args);
  }
}
