package com.qubetics.dvpn.evm.contract;

import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.evm.ChainEvent.Anchored;
import com.qubetics.dvpn.evm.ChainEvent.BufferChanged;
import com.qubetics.dvpn.evm.ChainEvent.CapChanged;
import com.qubetics.dvpn.evm.ChainEvent.Claimed;
import com.qubetics.dvpn.evm.ChainEvent.DepositChanged;
import com.qubetics.dvpn.evm.ChainEvent.ExitAnnounced;
import com.qubetics.dvpn.evm.ChainEvent.Funded;
import com.qubetics.dvpn.evm.ChainEvent.NodeExpelled;
import com.qubetics.dvpn.evm.ChainEvent.NodeJailed;
import com.qubetics.dvpn.evm.ChainEvent.NodeKeyRotated;
import com.qubetics.dvpn.evm.ChainEvent.NodeRegistered;
import com.qubetics.dvpn.evm.ChainEvent.NodeResumed;
import com.qubetics.dvpn.evm.ChainEvent.NodeSuspended;
import com.qubetics.dvpn.evm.ChainEvent.NodeUpdated;
import com.qubetics.dvpn.evm.ChainEvent.NodeWithdrawn;
import com.qubetics.dvpn.evm.ChainEvent.PassBought;
import com.qubetics.dvpn.evm.ChainEvent.PriceChanged;
import com.qubetics.dvpn.evm.ChainEvent.RootFinalised;
import com.qubetics.dvpn.evm.ChainEvent.RootProposed;
import com.qubetics.dvpn.evm.ChainEvent.RootVetoed;
import com.qubetics.dvpn.evm.ChainEvent.Settled;
import com.qubetics.dvpn.evm.ChainEvent.SlashApproved;
import com.qubetics.dvpn.evm.ChainEvent.SlashContested;
import com.qubetics.dvpn.evm.ChainEvent.SlashDropped;
import com.qubetics.dvpn.evm.ChainEvent.SlashExecuted;
import com.qubetics.dvpn.evm.ChainEvent.SlashProposed;
import com.qubetics.dvpn.evm.ChainEvent.Swept;
import com.qubetics.dvpn.evm.Contracts;
import com.qubetics.dvpn.evm.abi.WordReader;
import com.qubetics.dvpn.evm.rpc.RawLog;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.Seal;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reads the logs of one network's contracts. Events of the roles and the timelock are not among
/// them.
public final class ContractEvents {

  static final List<EventShape> REGISTRY =
      List.of(
          shape(
              "NodeRegistered(address indexed node,address indexed provider,bytes32 tunnelKey,"
                  + "bytes32 endpointHash,uint256 deposit,uint256 buffer)",
              w ->
                  new NodeRegistered(
                      node(w), account(w), tunnelKey(w), w.bytes32(), amount(w), amount(w)),
              "node"),
          shape(
              "NodeUpdated(address indexed node,bytes32 tunnelKey,bytes32 endpointHash)",
              w -> new NodeUpdated(node(w), tunnelKey(w), w.bytes32()),
              "node"),
          shape(
              "NodeKeyRotated(address indexed from,address indexed to)",
              w -> new NodeKeyRotated(node(w), node(w)),
              "from",
              "to"),
          shape(
              "DepositChanged(address indexed node,uint256 deposit)",
              w -> new DepositChanged(node(w), amount(w)),
              "node"),
          shape(
              "BufferChanged(address indexed node,uint256 buffer)",
              w -> new BufferChanged(node(w), amount(w)),
              "node"),
          shape("NodeSuspended(address indexed node)", w -> new NodeSuspended(node(w)), "node"),
          shape("NodeResumed(address indexed node)", w -> new NodeResumed(node(w)), "node"),
          shape(
              "ExitAnnounced(address indexed node,uint64 withdrawableAt)",
              w -> new ExitAnnounced(node(w), w.instant()),
              "node"),
          shape(
              "NodeWithdrawn(address indexed node,uint256 amount)",
              w -> new NodeWithdrawn(node(w), amount(w)),
              "node"),
          shape(
              "NodeJailed(address indexed node,uint64 until,bytes32 reason)",
              w -> new NodeJailed(node(w), w.instant(), w.bytes32()),
              "node"),
          shape("NodeExpelled(address indexed node)", w -> new NodeExpelled(node(w)), "node"),
          shape(
              "SlashProposed(uint256 indexed id,address indexed node,uint256 amount,"
                  + "bytes32 reason,bytes32 evidenceHash,uint64 contestableUntil)",
              w ->
                  new SlashProposed(
                      w.uint(), node(w), amount(w), w.bytes32(), w.bytes32(), w.instant()),
              "node"),
          shape(
              "SlashContested(uint256 indexed id,address indexed node)",
              w -> new SlashContested(w.uint(), node(w)),
              "node"),
          shape(
              "SlashApproved(uint256 indexed id,address indexed node)",
              w -> new SlashApproved(w.uint(), node(w)),
              "node"),
          shape(
              "SlashExecuted(uint256 indexed id,address indexed node,uint256 amount)",
              w -> new SlashExecuted(w.uint(), node(w), amount(w)),
              "node"),
          shape(
              "SlashDropped(uint256 indexed id,address indexed node)",
              w -> new SlashDropped(w.uint(), node(w)),
              "node"),
          shape("Swept(uint256 amount)", w -> new Swept(amount(w))));

  static final List<EventShape> LEDGER =
      List.of(
          shape(
              "Anchored(uint64 indexed epoch,uint8 indexed kind,uint32 version,bytes32 root,"
                  + "uint64 leaves,uint256 total,bytes32 dataHash)",
              w ->
                  new Anchored(
                      w.uint(),
                      Seal.Kind.of(w.number(Byte.SIZE)),
                      w.number(Integer.SIZE),
                      w.bytes32(),
                      w.uint(),
                      w.uint(),
                      w.bytes32()),
              "epoch"),
          shape("Settled(uint64 epochs)", w -> new Settled(w.uint())));

  static final List<EventShape> VAULT =
      List.of(
          shape(
              "PassBought(address indexed account,address indexed payer,uint64 mebibytes,"
                  + "uint256 paid)",
              w -> new PassBought(account(w), account(w), w.uint(), amount(w))),
          shape(
              "Funded(address indexed from,uint256 amount)",
              w -> new Funded(account(w), amount(w))),
          shape(
              "RootProposed(uint256 indexed id,uint64 indexed period,uint64 from,uint64 to,"
                  + "bytes32 root,uint256 periodTotal,bytes32 dataHash)",
              w ->
                  new RootProposed(
                      w.uint(), w.uint(), w.uint(), w.uint(), w.bytes32(), amount(w), w.bytes32()),
              "id"),
          shape(
              "RootFinalised(uint256 indexed id,uint64 indexed period)",
              w -> new RootFinalised(w.uint(), w.uint()),
              "id"),
          shape("RootVetoed(uint256 indexed id)", w -> new RootVetoed(w.uint()), "id"),
          shape(
              "Claimed(uint64 indexed period,address indexed account,uint256 amount,"
                  + "uint256 cumulative)",
              w -> new Claimed(w.uint(), account(w), amount(w), amount(w)),
              "period+account"),
          shape("PriceChanged(uint256 pricePerGib)", w -> new PriceChanged(amount(w))),
          shape("CapChanged(uint256 capPerEpoch)", w -> new CapChanged(amount(w))));

  private final List<Address> contracts;
  private final Map<Address, Map<Bytes32, EventShape>> shapes = new HashMap<>();

  public ContractEvents(Contracts contracts) {
    this.contracts =
        List.of(contracts.nodeRegistry(), contracts.epochLedger(), contracts.rewardsVault());
    shapes.put(contracts.nodeRegistry(), byTopic(REGISTRY));
    shapes.put(contracts.epochLedger(), byTopic(LEDGER));
    shapes.put(contracts.rewardsVault(), byTopic(VAULT));
  }

  /// The contracts whose logs [#read] knows.
  public List<Address> contracts() {
    return contracts;
  }

  /// The event of a log; empty if it is none of [ChainEvent].
  ///
  /// @throws IllegalArgumentException if its members are not those that the event declares
  public Optional<ChainEvent> read(RawLog log) {
    return shape(log).map(shape -> shape.read(log));
  }

  /// Whether the log is one of [ChainEvent], readable or not.
  public boolean knows(RawLog log) {
    return shape(log).isPresent();
  }

  /// What the event of a log is about: events that share a key keep the order of the chain, the
  /// others may come in any. None for money that comes in, which adds up whatever the order.
  public List<String> keys(RawLog log) {
    return shape(log).map(shape -> shape.keys(log)).orElse(List.of());
  }

  private Optional<EventShape> shape(RawLog log) {
    return log.topics().stream()
        .findFirst()
        .flatMap(
            topic -> Optional.ofNullable(shapes.getOrDefault(log.contract(), Map.of()).get(topic)));
  }

  private static Map<Bytes32, EventShape> byTopic(List<EventShape> shapes) {
    Map<Bytes32, EventShape> byTopic = new HashMap<>();
    shapes.forEach(shape -> byTopic.put(shape.topic(), shape));
    return Map.copyOf(byTopic);
  }

  private static EventShape shape(
      String declaration, Function<WordReader, ChainEvent> reader, String... order) {
    return new EventShape(declaration, reader, List.of(order));
  }

  private static NodeId node(WordReader words) {
    return new NodeId(words.address());
  }

  private static Account account(WordReader words) {
    return new Account(words.address());
  }

  private static TunnelKey tunnelKey(WordReader words) {
    return new TunnelKey(words.bytes32());
  }

  private static TokenAmount amount(WordReader words) {
    return new TokenAmount(words.uint());
  }
}
