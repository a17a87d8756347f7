package com.qubetics.dvpn.admin.secrets;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Passwords, roles and rights of the services.
@Command(
    name = "secrets",
    description = {
      "Gives each service a role at PostgreSQL and a user at Kafka of its own, with the rights it"
          + " needs and no others. Passwords are made here and lie in files of mode 0600, a folder"
          + " for each service; none is an argument or printed.",
      "Every command can be run again."
    },
    mixinStandardHelpOptions = true,
    subcommands = CommandLine.HelpCommand.class)
public final class SecretsCommand {

  /// Where the passwords lie.
  static final class FolderOption {
    @Option(
        names = "--folder",
        required = true,
        paramLabel = "DIR",
        description = "The folder of all passwords.")
    private Path folder;

    SecretsFolder folder() {
      return new SecretsFolder(folder);
    }
  }

  /// Where they are to be known.
  static final class ServersOption {
    @Option(
        names = "--postgres",
        required = true,
        paramLabel = "HOST:PORT",
        description = "PostgreSQL, whose superuser is postgres.")
    private String postgres;

    @Option(
        names = "--kafka",
        required = true,
        paramLabel = "HOST:PORT",
        description = "Kafka's listener for its administrator.")
    private String kafka;

    DatabaseRoles databases(SecretsFolder folder) {
      return new DatabaseRoles(
          "jdbc:postgresql://" + postgres, folder.read(folder.superuserPassword()));
    }

    KafkaUsers users(SecretsFolder folder) {
      return new KafkaUsers(kafka, folder.kafkaAdminPassword());
    }
  }

  @Command(
      description = "Makes the passwords that are missing; what servers need before they start.",
      mixinStandardHelpOptions = true)
  int make(@Mixin FolderOption option) {
    option.folder().make();
    return 0;
  }

  @Command(
      description = "Makes roles, databases, users and rights what they should be.",
      mixinStandardHelpOptions = true)
  int apply(
      @Mixin FolderOption option,
      @Mixin ServersOption servers,
      @Option(
              names = "--topic-prefix",
              paramLabel = "TEXT",
              defaultValue = "${env:DVPN_TOPIC_PREFIX:-}",
              description = "Before each topic's name (environment: DVPN_TOPIC_PREFIX).")
          String prefix) {
    SecretsFolder folder = option.folder();
    folder.make();
    DatabaseRoles databases = servers.databases(folder);
    databases.closeToPublic();
    try (KafkaUsers users = servers.users(folder)) {
      users.settleRights(prefix);
      for (ServiceAccount account : ServiceAccount.values()) {
        account
            .database()
            .ifPresent(name -> databases.settle(name, folder.readDatabasePassword(account)));
        account
            .topics()
            .ifPresent(
                topics ->
                    users.setPassword(topics.user(), folder.read(folder.kafkaPassword(account))));
      }
    }
    return 0;
  }

  @Command(
      description = {
        "Gives services new passwords while they run: connections that are open stay, new ones read"
            + " the new file. Killed between server and file, run it again."
      },
      mixinStandardHelpOptions = true)
  int rotate(
      @Mixin FolderOption option,
      @Mixin ServersOption servers,
      @Parameters(
              paramLabel = "SERVICE",
              arity = "0..*",
              description = "Whose; all of them by default.")
          @Nullable List<String> services) {
    SecretsFolder folder = option.folder();
    List<ServiceAccount> accounts =
        services == null || services.isEmpty()
            ? Arrays.asList(ServiceAccount.values())
            : services.stream().map(ServiceAccount::of).toList();
    DatabaseRoles databases = servers.databases(folder);
    try (KafkaUsers users = servers.users(folder)) {
      for (ServiceAccount account : accounts) {
        String password = folder.password();
        account
            .database()
            .ifPresent(
                role -> {
                  databases.setPassword(role, password);
                  folder.keepDatabasePassword(account, password);
                });
        String other = folder.password();
        account
            .topics()
            .ifPresent(
                topics -> {
                  users.setPassword(topics.user(), other);
                  folder.write(folder.kafkaPassword(account), other);
                });
      }
    }
    return 0;
  }
}
