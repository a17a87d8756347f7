package com.qubetics.dvpn.chain.contract;

import com.qubetics.dvpn.chain.AnchorKind;
import com.qubetics.dvpn.chain.ChainEvent;
import com.qubetics.dvpn.chain.ChainEvent.Anchored;
import com.qubetics.dvpn.chain.ChainEvent.BufferChanged;
import com.qubetics.dvpn.chain.ChainEvent.CapChanged;
import com.qubetics.dvpn.chain.ChainEvent.Claimed;
import com.qubetics.dvpn.chain.ChainEvent.DepositChanged;
import com.qubetics.dvpn.chain.ChainEvent.ExitAnnounced;
import com.qubetics.dvpn.chain.ChainEvent.Funded;
import com.qubetics.dvpn.chain.ChainEvent.NodeExpelled;
import com.qubetics.dvpn.chain.ChainEvent.NodeJailed;
import com.qubetics.dvpn.chain.ChainEvent.NodeKeyRotated;
import com.qubetics.dvpn.chain.ChainEvent.NodeRegistered;
import com.qubetics.dvpn.chain.ChainEvent.NodeResumed;
import com.qubetics.dvpn.chain.ChainEvent.NodeSuspended;
import com.qubetics.dvpn.chain.ChainEvent.NodeUpdated;
import com.qubetics.dvpn.chain.ChainEvent.NodeWithdrawn;
import com.qubetics.dvpn.chain.ChainEvent.PassBought;
import com.qubetics.dvpn.chain.ChainEvent.PriceChanged;
import com.qubetics.dvpn.chain.ChainEvent.RootFinalised;
import com.qubetics.dvpn.chain.ChainEvent.RootProposed;
import com.qubetics.dvpn.chain.ChainEvent.RootVetoed;
import com.qubetics.dvpn.chain.ChainEvent.Settled;
import com.qubetics.dvpn.chain.ChainEvent.SlashApproved;
import com.qubetics.dvpn.chain.ChainEvent.SlashContested;
import com.qubetics.dvpn.chain.ChainEvent.SlashDropped;
import com.qubetics.dvpn.chain.ChainEvent.SlashExecuted;
import com.qubetics.dvpn.chain.ChainEvent.SlashProposed;
import com.qubetics.dvpn.chain.ChainEvent.Swept;
import com.qubetics.dvpn.chain.Network;
import com.qubetics.dvpn.chain.abi.Words;
import com.qubetics.dvpn.chain.rpc.RawLog;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.NodeId;
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
                      node(w), account(w), tunnelKey(w), w.bytes32(), amount(w), amount(w))),
          shape(
              "NodeUpdated(address indexed node,bytes32 tunnelKey,bytes32 endpointHash)",
              w -> new NodeUpdated(node(w), tunnelKey(w), w.bytes32())),
          shape(
              "NodeKeyRotated(address indexed from,address indexed to)",
              w -> new NodeKeyRotated(node(w), node(w))),
          shape(
              "DepositChanged(address indexed node,uint256 deposit)",
              w -> new DepositChanged(node(w), amount(w))),
          shape(
              "BufferChanged(address indexed node,uint256 buffer)",
              w -> new BufferChanged(node(w), amount(w))),
          shape("NodeSuspended(address indexed node)", w -> new NodeSuspended(node(w))),
          shape("NodeResumed(address indexed node)", w -> new NodeResumed(node(w))),
          shape(
              "ExitAnnounced(address indexed node,uint64 withdrawableAt)",
              w -> new ExitAnnounced(node(w), w.instant())),
          shape(
              "NodeWithdrawn(address indexed node,uint256 amount)",
              w -> new NodeWithdrawn(node(w), amount(w))),
          shape(
              "NodeJailed(address indexed node,uint64 until,bytes32 reason)",
              w -> new NodeJailed(node(w), w.instant(), w.bytes32())),
          shape("NodeExpelled(address indexed node)", w -> new NodeExpelled(node(w))),
          shape(
              "SlashProposed(uint256 indexed id,address indexed node,uint256 amount,"
                  + "bytes32 reason,bytes32 evidenceHash,uint64 contestableUntil)",
              w ->
                  new SlashProposed(
                      w.number(), node(w), amount(w), w.bytes32(), w.bytes32(), w.instant())),
          shape(
              "SlashContested(uint256 indexed id,address indexed node)",
              w -> new SlashContested(w.number(), node(w))),
          shape(
              "SlashApproved(uint256 indexed id,address indexed node)",
              w -> new SlashApproved(w.number(), node(w))),
          shape(
              "SlashExecuted(uint256 indexed id,address indexed node,uint256 amount)",
              w -> new SlashExecuted(w.number(), node(w), amount(w))),
          shape(
              "SlashDropped(uint256 indexed id,address indexed node)",
              w -> new SlashDropped(w.number(), node(w))),
          shape("Swept(uint256 amount)", w -> new Swept(amount(w))));

  static final List<EventShape> LEDGER =
      List.of(
          shape(
              "Anchored(uint64 indexed epoch,uint8 indexed kind,uint32 version,bytes32 root,"
                  + "uint64 leaves,uint256 total,bytes32 dataHash)",
              w ->
                  new Anchored(
                      w.number(),
                      AnchorKind.of((int) w.number()),
                      (int) w.number(),
                      w.bytes32(),
                      w.number(),
                      w.uint(),
                      w.bytes32())),
          shape("Settled(uint64 epochs)", w -> new Settled(w.number())));

  static final List<EventShape> VAULT =
      List.of(
          shape(
              "PassBought(address indexed account,address indexed payer,uint64 mebibytes,"
                  + "uint256 paid)",
              w -> new PassBought(account(w), account(w), w.number(), amount(w))),
          shape(
              "Funded(address indexed from,uint256 amount)",
              w -> new Funded(account(w), amount(w))),
          shape(
              "RootProposed(uint256 indexed id,uint64 indexed period,uint64 from,uint64 to,"
                  + "bytes32 root,uint256 periodTotal,bytes32 dataHash)",
              w ->
                  new RootProposed(
                      w.number(),
                      w.number(),
                      w.number(),
                      w.number(),
                      w.bytes32(),
                      amount(w),
                      w.bytes32())),
          shape(
              "RootFinalised(uint256 indexed id,uint64 indexed period)",
              w -> new RootFinalised(w.number(), w.number())),
          shape("RootVetoed(uint256 indexed id)", w -> new RootVetoed(w.number())),
          shape(
              "Claimed(uint64 indexed period,address indexed account,uint256 amount,"
                  + "uint256 cumulative)",
              w -> new Claimed(w.number(), account(w), amount(w), amount(w))),
          shape("PriceChanged(uint256 pricePerGib)", w -> new PriceChanged(amount(w))),
          shape("CapChanged(uint256 capPerEpoch)", w -> new CapChanged(amount(w))));

  private final List<Address> contracts;
  private final Map<Address, Map<Bytes32, EventShape>> shapes = new HashMap<>();

  public ContractEvents(Network network) {
    contracts = List.of(network.nodeRegistry(), network.epochLedger(), network.rewardsVault());
    shapes.put(network.nodeRegistry(), byTopic(REGISTRY));
    shapes.put(network.epochLedger(), byTopic(LEDGER));
    shapes.put(network.rewardsVault(), byTopic(VAULT));
  }

  /// The contracts whose logs [#read] knows.
  public List<Address> contracts() {
    return contracts;
  }

  /// The event of a log; empty if it is none of [ChainEvent].
  public Optional<ChainEvent> read(RawLog log) {
    if (log.topics().isEmpty()) {
      return Optional.empty();
    }
    return Optional.ofNullable(
            shapes.getOrDefault(log.contract(), Map.of()).get(log.topics().getFirst()))
        .map(shape -> shape.read(log));
  }

  private static Map<Bytes32, EventShape> byTopic(List<EventShape> shapes) {
    Map<Bytes32, EventShape> byTopic = new HashMap<>();
    shapes.forEach(shape -> byTopic.put(shape.topic(), shape));
    return Map.copyOf(byTopic);
  }

  private static EventShape shape(String declaration, Function<Words, ChainEvent> reader) {
    return new EventShape(declaration, reader);
  }

  private static NodeId node(Words words) {
    return new NodeId(words.address());
  }

  private static Account account(Words words) {
    return new Account(words.address());
  }

  private static TunnelKey tunnelKey(Words words) {
    return new TunnelKey(words.bytes32());
  }

  private static TokenAmount amount(Words words) {
    return new TokenAmount(words.uint());
  }
}
