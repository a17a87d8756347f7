package com.qubetics.dvpn.admin.secrets;

import com.qubetics.dvpn.events.KafkaLogin;
import com.qubetics.dvpn.events.TopicRights;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/// Each service's user at one Kafka cluster, and the whole of its access control list.
final class KafkaUsers implements AutoCloseable {
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final ScramCredentialInfo FORM =
      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 8192);

  private final String bootstrap;
  private final Admin admin;

  /// @param bootstrap the administrator's listener
  /// @param passwordFile of its user, `admin`
  KafkaUsers(String bootstrap, Path passwordFile) {
    this.bootstrap = bootstrap;
    Map<String, Object> settings = new HashMap<>(KafkaLogin.plain("admin", passwordFile));
    settings.put("bootstrap.servers", bootstrap);
    settings.put("default.api.timeout.ms", Math.toIntExact(WAIT.toMillis()));
    this.admin = Admin.create(settings);
  }

  /// The cluster keeps a salted digest of the password. Connections that are open stay so until
  /// they have to say again who they are.
  void setPassword(String user, String password) {
    await(
        "the user " + user,
        admin
            .alterUserScramCredentials(
                List.of(new UserScramCredentialUpsertion(user, FORM, password)))
            .all());
  }

  /// Makes the list what [TopicRights] says: what is missing is added, then the rest taken out.
  void settleRights(String prefix) {
    Set<AclBinding> wanted = new HashSet<>();
    for (TopicRights rights : TopicRights.values()) {
      wanted.addAll(rights.acls(prefix));
    }
    List<AclBinding> missing = new ArrayList<>(wanted);
    Set<AclBinding> present =
        new HashSet<>(
            await("the access control list", admin.describeAcls(AclBindingFilter.ANY).values()));
    missing.removeAll(present);
    await("the access control list", admin.createAcls(missing).all());
    present.removeAll(wanted);
    await(
        "the access control list",
        admin.deleteAcls(present.stream().map(AclBinding::toFilter).toList()).all());
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
  }

  private <T> T await(String what, KafkaFuture<T> answer) {
    try {
      return answer.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalArgumentException(
          "%s at Kafka %s: %s".formatted(what, bootstrap, e.getCause()));
    } catch (TimeoutException e) {
      throw new IllegalArgumentException(
          "%s at Kafka %s: no answer in %s".formatted(what, bootstrap, WAIT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalArgumentException("interrupted");
    }
  }
}
