package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.IntentState.Status;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.rpc.Receipt;
import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.evm.transaction.SignedTransaction;
import com.qubetics.dvpn.evm.transaction.UnsignedTransaction;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The sender's tables, for one sending key. Each change of state asks for the state before, so
/// that two replicas can't both make it.
final class Intents {
  private static final int PAGE = 32;
  private static final int LONGEST_PROBLEM = 500;

  private final JdbcClient jdbc;
  private final Address sender;

  Intents(JdbcClient jdbc, Address sender) {
    this.jdbc = jdbc;
    this.sender = sender;
  }

  /// The attempt to be stored of what is named so: 0 while one is under way or done, or if the
  /// newest failed and was stored after `failedBy`.
  int due(String name, Instant failedBy) {
    return jdbc.sql(
            """
            select case
              when bool_and(status = 'FAILED') and max(created_at) <= :failedBy
                then max(attempt) + 1
              when count(*) = 0 then 1
              else 0 end
            from chain_intent where intent_key = :name
            """)
        .paramSource(Values.of("name", name).and("failedBy", failedBy))
        .query(Integer.class)
        .single();
  }

  /// @return false if another replica was faster
  boolean add(String name, int attempt, Call call, Instant now) {
    return jdbc.sql(
                """
                insert into chain_intent
                  (intent_key, attempt, sender, target, value, data, created_at)
                values (:name, :attempt, :sender, :to, :value, :data, :now)
                on conflict (intent_key, attempt) do nothing
                """)
            .paramSource(
                Values.of("name", name)
                    .and("attempt", attempt)
                    .and("sender", sender)
                    .and("to", call.to())
                    .and("value", call.value())
                    .and("data", call.data())
                    .and("now", now))
            .update()
        == 1;
  }

  Optional<IntentState> state(String name) {
    return jdbc.sql(
            """
            select status, transaction, block, gas_used, problem
            from chain_intent where intent_key = :name
            order by status = 'FAILED', attempt desc limit 1
            """)
        .paramSource(Values.of("name", name))
        .query(
            Row.as(
                row ->
                    new IntentState(
                        row.constant("status", Status.class),
                        row.nullable("transaction", Row::bytes32),
                        row.nullable("block", Row::number),
                        row.nullable("gas_used", Row::number),
                        row.nullable("problem", Row::text))))
        .optional();
  }

  boolean isUnderWay(String prefix) {
    return jdbc.sql(
            """
            select exists (select from chain_intent
              where intent_key like :prefix || '%' and status in ('PENDING', 'SENT'))
            """)
        .paramSource(Values.of("prefix", prefix))
        .query(Boolean.class)
        .single();
  }

  long storedSince(String prefix, Instant from) {
    return jdbc.sql(
            """
            select count(*) from chain_intent
            where intent_key like :prefix || '%' and created_at >= :from
            """)
        .paramSource(Values.of("prefix", prefix).and("from", from))
        .query(Long.class)
        .single();
  }

  /// Looks at each open intent in a state, the oldest first: those that can't go on, however many,
  /// hide none behind them.
  void forEach(Status status, Consumer<Intent> look) {
    long after = -1;
    List<Intent> page;
    do {
      page = page(status, after);
      page.forEach(look);
      after = page.isEmpty() ? after : page.getLast().place();
    } while (page.size() == PAGE);
  }

  private List<Intent> page(Status status, long after) {
    return jdbc.sql(
            """
            select id, intent_key, target, value, data, nonce, gas_limit, block
            from chain_intent
            where status = :status and sender = :sender and coalesce(nonce, id) > :after
            order by coalesce(nonce, id) limit :limit
            """)
        .paramSource(
            Values.of("status", status)
                .and("sender", sender)
                .and("after", after)
                .and("limit", PAGE))
        .query(
            Row.as(
                row ->
                    new Intent(
                        row.number("id"),
                        row.text("intent_key"),
                        new Call(row.address("target"), row.amount("value"), row.bytes("data")),
                        row.nullable("nonce", Row::number),
                        row.nullable("gas_limit", Row::number),
                        row.nullable("block", Row::number))))
        .list();
  }

  int count() {
    return jdbc.sql("select count(*) from chain_intent where status in ('PENDING', 'SENT')")
        .query(Integer.class)
        .single();
  }

  // Nonces

  Optional<Long> nextNonce() {
    return jdbc.sql("select next_nonce from chain_sender where address = :sender")
        .paramSource(Values.of("sender", sender))
        .query(Long.class)
        .optional();
  }

  void beginAt(long nonce) {
    jdbc.sql(
            """
            insert into chain_sender (address, next_nonce) values (:sender, :nonce)
            on conflict do nothing
            """)
        .paramSource(Values.of("sender", sender).and("nonce", nonce))
        .update();
  }

  /// Leaves out the nonces below this one; they were given out elsewhere.
  void skipTo(long nonce) {
    jdbc.sql(
            """
            update chain_sender set next_nonce = :nonce
            where address = :sender and next_nonce < :nonce
            """)
        .paramSource(Values.of("nonce", nonce).and("sender", sender))
        .update();
  }

  /// Takes the next nonce and holds the row's lock until the transaction ends.
  long takeNonce() {
    return jdbc.sql(
            """
            update chain_sender set next_nonce = next_nonce + 1 where address = :sender
            returning next_nonce - 1
            """)
        .paramSource(Values.of("sender", sender))
        .query(Long.class)
        .single();
  }

  boolean hasGivenOut(long nonce) {
    return jdbc.sql(
            """
            select exists (select from chain_intent where sender = :sender and nonce = :nonce)
            """)
        .paramSource(Values.of("sender", sender).and("nonce", nonce))
        .query(Boolean.class)
        .single();
  }

  // Spending

  /// Locks the sending key's row until the transaction ends, so that what is left of the day's cap
  /// is spent once.
  void lockSender() {
    jdbc.sql("select 1 from chain_sender where address = :sender for update")
        .paramSource(Values.of("sender", sender))
        .query(Integer.class)
        .single();
  }

  /// What the transactions signed from a moment on cost at most.
  TokenAmount spentSince(Instant from) {
    return jdbc.sql(
            """
            select coalesce(sum(t.spending), 0) as spent
            from chain_transaction t join chain_intent i on i.id = t.intent
            where t.signed_at >= :from and i.sender = :sender
            """)
        .paramSource(Values.of("from", from).and("sender", sender))
        .query(Row.as(row -> row.amount("spent")))
        .single();
  }

  /// What an intent's transactions so far cost at most.
  TokenAmount spentOn(Intent intent) {
    return jdbc.sql(
            """
            select coalesce(sum(spending), 0) as spent from chain_transaction
            where intent = :intent
            """)
        .paramSource(Values.of("intent", intent.id()))
        .query(Row.as(row -> row.amount("spent")))
        .single();
  }

  // Transitions

  /// Locks the intent's row until the transaction ends.
  ///
  /// @return whether it is in that state still
  boolean lock(Intent intent, Status status) {
    return jdbc.sql("select 1 from chain_intent where id = :id and status = :status for update")
        .paramSource(Values.of("id", intent.id()).and("status", status))
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /// @param spending what it adds to the most that the intent can cost
  /// @param head the newest block
  void signed(
      Intent intent,
      UnsignedTransaction unsigned,
      SignedTransaction signed,
      TokenAmount spending,
      Instant now,
      long head) {
    var values =
        Values.of("hash", signed.hash())
            .and("intent", intent.id())
            .and("raw", signed.raw())
            .and("maxFee", unsigned.fees().maxFee())
            .and("priorityFee", unsigned.fees().priorityFee())
            .and("spending", spending)
            .and("now", now)
            .and("head", head)
            .and("nonce", unsigned.nonce())
            .and("gasLimit", unsigned.gasLimit());
    jdbc.sql(
            """
            insert into chain_transaction
              (hash, intent, raw, max_fee, priority_fee, spending, signed_at, head)
            values (:hash, :intent, :raw, :maxFee, :priorityFee, :spending, :now, :head)
            """)
        .paramSource(values)
        .update();
    jdbc.sql(
            """
            update chain_intent set status = 'SENT', nonce = :nonce, gas_limit = :gasLimit,
              transaction = :hash, problem = null
            where id = :intent
            """)
        .paramSource(values)
        .update();
  }

  /// A block that holds the transaction of an ended intent.
  record Settled(long block, Bytes32 hash) {}

  /// The highest block that an intent has ended in.
  Optional<Settled> newestSettled() {
    return jdbc.sql(
            """
            select block, block_hash from chain_intent
            where sender = :sender and status in ('CONFIRMED', 'FAILED')
              and block_hash is not null
            order by block desc limit 1
            """)
        .paramSource(Values.of("sender", sender))
        .query(Row.as(row -> new Settled(row.number("block"), row.bytes32("block_hash"))))
        .optional();
  }

  /// Opens again what had ended in a block that the chain does not have any more.
  ///
  /// @return how many
  int reopen(Settled gone) {
    return jdbc.sql(
            """
            update chain_intent
            set status = 'SENT', block = null, block_hash = null, gas_used = null, problem = null
            where sender = :sender and block_hash = :hash and status in ('CONFIRMED', 'FAILED')
            """)
        .paramSource(Values.of("sender", sender).and("hash", gone.hash()))
        .update();
  }

  /// Notes a refusal.
  ///
  /// @return since when the contract has refused the intent with no other of this key getting
  ///   through
  Instant refused(Intent intent, String reason, Instant now) {
    return jdbc.sql(
            """
            update chain_intent
            set problem = :problem, refused_since = coalesce(refused_since, :now)
            where id = :id returning refused_since
            """)
        .paramSource(Values.of("problem", shortened(reason)).and("now", now).and("id", intent.id()))
        .query(Row.as(row -> row.time("refused_since")))
        .single();
  }

  /// Something of this key got through: what was refused may be accepted after it.
  void forgetRefusals() {
    jdbc.sql(
            """
            update chain_intent set refused_since = null
            where sender = :sender and status = 'PENDING' and refused_since is not null
            """)
        .paramSource(Values.of("sender", sender))
        .update();
  }

  /// An intent's signed transactions, the newest first.
  List<StoredTransaction> transactions(Intent intent) {
    return jdbc.sql(
            """
            select hash, raw, max_fee, priority_fee, signed_at, head
            from chain_transaction where intent = :intent order by signed_at desc, max_fee desc
            """)
        .paramSource(Values.of("intent", intent.id()))
        .query(
            Row.as(
                row ->
                    new StoredTransaction(
                        row.bytes32("hash"),
                        row.bytes("raw"),
                        new Fees(row.bigNumber("max_fee"), row.bigNumber("priority_fee")),
                        row.time("signed_at"),
                        row.number("head"))))
        .list();
  }

  void inBlock(Intent intent, Receipt receipt) {
    jdbc.sql(
            """
            update chain_intent set transaction = :transaction, block = :block,
              block_hash = :hash, gas_used = :gas
            where id = :id and status = 'SENT'
            """)
        .paramSource(
            Values.of("transaction", receipt.transaction())
                .and("block", receipt.block())
                .and("hash", receipt.blockHash())
                .and("gas", receipt.gasUsed())
                .and("id", intent.id()))
        .update();
  }

  /// The block that it was in is not the chain's any more.
  void inNoBlock(Intent intent) {
    jdbc.sql(
            """
            update chain_intent set block = null, block_hash = null, gas_used = null
            where id = :id and status = 'SENT'
            """)
        .paramSource(Values.of("id", intent.id()))
        .update();
  }

  void confirmed(Intent intent) {
    jdbc.sql(
            """
            update chain_intent set status = 'CONFIRMED', problem = null
            where id = :id and status = 'SENT'
            """)
        .paramSource(Values.of("id", intent.id()))
        .update();
  }

  void failed(Intent intent, String problem) {
    jdbc.sql(
            """
            update chain_intent set status = 'FAILED', problem = :problem
            where id = :id and status in ('PENDING', 'SENT')
            """)
        .paramSource(Values.of("problem", shortened(problem)).and("id", intent.id()))
        .update();
  }

  void problem(Intent intent, String problem) {
    jdbc.sql(
            """
            update chain_intent set problem = :problem
            where id = :id and status in ('PENDING', 'SENT')
            """)
        .paramSource(Values.of("problem", shortened(problem)).and("id", intent.id()))
        .update();
  }

  private static String shortened(String problem) {
    return problem.length() > LONGEST_PROBLEM ? problem.substring(0, LONGEST_PROBLEM) : problem;
  }
}
