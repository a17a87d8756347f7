package com.qubetics.dvpn.events;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/// Kafka's users, one for each service that speaks to it, and what each may do: the one table of
/// it. What stands in no row is refused; groups and transactions are nobody's, since consumers are
/// assigned and keep their positions themselves.
public enum TopicRights {
  /// Makes the topics besides, and gives them their settings. One owner only: a broker answers "not
  /// authorised" and not "exists" to anybody else.
  REGISTRY(
      "registry-service",
      EnumSet.of(Topic.NODE_DIRECTORY, Topic.NODE_TELEMETRY, Topic.EPOCH_SEALED),
      EnumSet.noneOf(Topic.class)),
  SELECTOR(
      "selector-service",
      EnumSet.noneOf(Topic.class),
      EnumSet.of(Topic.NODE_DIRECTORY, Topic.NODE_TELEMETRY)),
  LEDGER(
      "session-ledger",
      EnumSet.of(Topic.SESSION_EVENTS, Topic.EPOCH_SEALED),
      EnumSet.of(Topic.NODE_DIRECTORY)),
  REWARDS("rewards-service", EnumSet.of(Topic.REWARDS_PUBLISHED), EnumSet.of(Topic.EPOCH_SEALED));

  private static final TopicRights OWNER = REGISTRY;

  private final String user;
  private final Set<Topic> writes;
  private final Set<Topic> reads;

  TopicRights(String user, Set<Topic> writes, Set<Topic> reads) {
    this.user = user;
    this.writes = writes;
    this.reads = reads;
  }

  /// The service's name, which is its user's.
  public String user() {
    return user;
  }

  public boolean mayWrite(Topic topic) {
    return writes.contains(topic);
  }

  /// A writer reads what it wrote, too: a database that is older than that must not go on.
  public boolean mayRead(Topic topic) {
    return reads.contains(topic) || writes.contains(topic);
  }

  static Set<Topic> writtenBy(String user) {
    Set<Topic> written = EnumSet.noneOf(Topic.class);
    for (TopicRights rights : values()) {
      if (rights.user.equals(user)) {
        written.addAll(rights.writes);
      }
    }
    return written;
  }

  static boolean ownsTopics(String user) {
    return OWNER.user.equals(user);
  }

  /// The broker's form of the row.
  ///
  /// @param prefix of the topics' names
  public List<AclBinding> acls(String prefix) {
    List<AclBinding> acls = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      for (AclOperation operation : operations(topic)) {
        acls.add(
            new AclBinding(
                new ResourcePattern(
                    ResourceType.TOPIC, prefix + topic.bareName(), PatternType.LITERAL),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW)));
      }
    }
    return acls;
  }

  /// To write or to read is to describe, too.
  private Set<AclOperation> operations(Topic topic) {
    Set<AclOperation> operations = EnumSet.noneOf(AclOperation.class);
    if (mayWrite(topic)) {
      operations.add(AclOperation.WRITE);
    }
    if (mayRead(topic)) {
      operations.add(AclOperation.READ);
    }
    if (this == OWNER) {
      operations.addAll(
          EnumSet.of(
              AclOperation.CREATE,
              AclOperation.DESCRIBE,
              AclOperation.DESCRIBE_CONFIGS,
              AclOperation.ALTER_CONFIGS));
    }
    return operations;
  }
}
