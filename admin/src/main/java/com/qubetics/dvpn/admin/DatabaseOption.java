package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.evm.key.SecretFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import picocli.CommandLine.Option;

/// The database of the service that a command is about. Without options it is that of the service
/// in whose environment the command runs.
final class DatabaseOption {
  @Option(
      names = "--database",
      required = true,
      paramLabel = "URL",
      description = "jdbc:postgresql://… (environment: SPRING_DATASOURCE_URL).",
      defaultValue = "${env:SPRING_DATASOURCE_URL}")
  private String url;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Its user (environment: SPRING_DATASOURCE_USERNAME).",
      defaultValue = "${env:SPRING_DATASOURCE_USERNAME}")
  private @Nullable String user;

  @Option(
      names = "--database-password-file",
      paramLabel = "FILE",
      description =
          "The user's password, one line, mode 0600 (environment: SPRING_DATASOURCE_PASSWORD, the"
              + " password itself).")
  private @Nullable Path passwordFile;

  JdbcClient open() {
    DriverManagerDataSource source = new DriverManagerDataSource(url);
    if (user != null) {
      source.setUsername(user);
    }
    String password =
        passwordFile == null
            ? System.getenv("SPRING_DATASOURCE_PASSWORD")
            : SecretFile.read("--database-password-file", passwordFile);
    if (password != null) {
      source.setPassword(password);
    }
    return JdbcClient.create(source);
  }
}
