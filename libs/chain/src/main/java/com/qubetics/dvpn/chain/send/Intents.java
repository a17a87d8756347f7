package com.qubetics.dvpn.chain.send;

import com.qubetics.dvpn.chain.Call;
import com.qubetics.dvpn.chain.IntentState;
import com.qubetics.dvpn.chain.rpc.Receipt;
import com.qubetics.dvpn.chain.transaction.Fees;
import com.qubetics.dvpn.chain.transaction.SignedTransaction;
import com.qubetics.dvpn.chain.transaction.UnsignedTransaction;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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

  /// @return false if the key was there
  boolean add(String key, Call call, Instant now) {
    return jdbc.sql(
                """
                insert into chain_intent (intent_key, sender, target, value, data, created_at)
                values (?, ?, ?, ?, ?, ?)
                on conflict (intent_key) do nothing
                """)
            .params(
                key,
                sender.bytes(),
                call.to().bytes(),
                new BigDecimal(call.value().baseUnits()),
                call.data(),
                now.atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  Optional<Call> call(String key) {
    return jdbc.sql("select target, value, data from chain_intent where intent_key = ?")
        .param(key)
        .query((row, n) -> call(row))
        .optional();
  }

  Optional<IntentState> state(String key) {
    return jdbc.sql(
            """
            select status, transaction, block, gas_used, problem
            from chain_intent where intent_key = ?
            """)
        .param(key)
        .query(
            (row, n) ->
                new IntentState(
                    IntentState.Status.valueOf(row.getString("status")),
                    hash(row, "transaction"),
                    row.getObject("block", Long.class),
                    row.getObject("gas_used", Long.class),
                    row.getString("problem")))
        .optional();
  }

  /// Looks at each open intent in a state, the oldest first: those that can't go on, however many,
  /// hide none behind them.
  void forEach(IntentState.Status status, Consumer<Intent> look) {
    long after = -1;
    List<Intent> page;
    do {
      page = page(status, after);
      page.forEach(look);
      after = page.isEmpty() ? after : page.getLast().place();
    } while (page.size() == PAGE);
  }

  private List<Intent> page(IntentState.Status status, long after) {
    return jdbc.sql(
            """
            select id, intent_key, target, value, data, nonce, gas_limit
            from chain_intent where status = ? and sender = ? and coalesce(nonce, id) > ?
            order by coalesce(nonce, id) limit ?
            """)
        .params(status.name(), sender.bytes(), after, PAGE)
        .query(
            (row, n) ->
                new Intent(
                    row.getLong("id"),
                    row.getString("intent_key"),
                    call(row),
                    row.getObject("nonce", Long.class),
                    row.getObject("gas_limit", Long.class)))
        .list();
  }

  int count() {
    return jdbc.sql("select count(*) from chain_intent where status in ('PENDING', 'SENT')")
        .query(Integer.class)
        .single();
  }

  // Nonces

  Optional<Long> nextNonce() {
    return jdbc.sql("select next_nonce from chain_sender where address = ?")
        .param(sender.bytes())
        .query(Long.class)
        .optional();
  }

  void beginAt(long nonce) {
    jdbc.sql("insert into chain_sender (address, next_nonce) values (?, ?) on conflict do nothing")
        .params(sender.bytes(), nonce)
        .update();
  }

  /// Leaves out the nonces below this one; they were given out elsewhere.
  void skipTo(long nonce) {
    jdbc.sql("update chain_sender set next_nonce = ? where address = ? and next_nonce < ?")
        .params(nonce, sender.bytes(), nonce)
        .update();
  }

  /// Takes the next nonce and holds the row's lock until the transaction ends.
  long takeNonce() {
    return jdbc.sql(
            """
            update chain_sender set next_nonce = next_nonce + 1 where address = ?
            returning next_nonce - 1
            """)
        .param(sender.bytes())
        .query(Long.class)
        .single();
  }

  boolean hasGivenOut(long nonce) {
    return jdbc.sql("select 1 from chain_intent where sender = ? and nonce = ?")
        .params(sender.bytes(), nonce)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  // Spending

  /// Locks the sending key's row until the transaction ends, so that what is left of the day's cap
  /// is spent once.
  void lockSender() {
    jdbc.sql("select 1 from chain_sender where address = ? for update")
        .param(sender.bytes())
        .query(Integer.class)
        .single();
  }

  /// What the transactions signed from a moment on cost at most.
  TokenAmount spentSince(Instant from) {
    return jdbc.sql(
            """
            select coalesce(sum(t.spending), 0)
            from chain_transaction t join chain_intent i on i.id = t.intent
            where t.signed_at >= ? and i.sender = ?
            """)
        .params(from.atOffset(ZoneOffset.UTC), sender.bytes())
        .query((row, n) -> new TokenAmount(number(row, 1)))
        .single();
  }

  /// What an intent's transactions so far cost at most.
  TokenAmount spentOn(Intent intent) {
    return jdbc.sql("select coalesce(sum(spending), 0) from chain_transaction where intent = ?")
        .param(intent.id())
        .query((row, n) -> new TokenAmount(number(row, 1)))
        .single();
  }

  // Transitions

  /// Locks the intent's row until the transaction ends.
  ///
  /// @return whether it is in that state still
  boolean lock(Intent intent, IntentState.Status status) {
    return jdbc.sql("select 1 from chain_intent where id = ? and status = ? for update")
        .params(intent.id(), status.name())
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /// @param spending what it adds to the most that the intent can cost
  void signed(
      Intent intent,
      UnsignedTransaction unsigned,
      SignedTransaction signed,
      TokenAmount spending,
      Instant now) {
    jdbc.sql(
            """
            insert into chain_transaction
              (hash, intent, raw, max_fee, priority_fee, spending, signed_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """)
        .params(
            signed.hash().bytes(),
            intent.id(),
            signed.raw(),
            new BigDecimal(unsigned.fees().maxFee()),
            new BigDecimal(unsigned.fees().priorityFee()),
            new BigDecimal(spending.baseUnits()),
            now.atOffset(ZoneOffset.UTC))
        .update();
    jdbc.sql(
            """
            update chain_intent
            set status = 'SENT', nonce = ?, gas_limit = ?, transaction = ?, problem = null
            where id = ?
            """)
        .params(unsigned.nonce(), unsigned.gasLimit(), signed.hash().bytes(), intent.id())
        .update();
  }

  /// A block that holds the transaction of an ended intent.
  record Settled(long block, Bytes32 hash) {}

  /// The highest block that an intent has ended in.
  Optional<Settled> newestSettled() {
    return jdbc.sql(
            """
            select block, block_hash from chain_intent
            where sender = ? and status in ('CONFIRMED', 'FAILED') and block_hash is not null
            order by block desc limit 1
            """)
        .param(sender.bytes())
        .query((row, n) -> new Settled(row.getLong(1), Bytes32.of(row.getBytes(2))))
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
            where sender = ? and block_hash = ? and status in ('CONFIRMED', 'FAILED')
            """)
        .params(sender.bytes(), gone.hash().bytes())
        .update();
  }

  /// Notes a refusal.
  ///
  /// @return since when the contract has refused the intent with no other of this key getting
  ///   through
  Instant refused(Intent intent, String reason, Instant now) {
    return jdbc.sql(
            """
            update chain_intent set problem = ?, refused_since = coalesce(refused_since, ?)
            where id = ? returning refused_since
            """)
        .params(shortened(reason), now.atOffset(ZoneOffset.UTC), intent.id())
        .query((row, n) -> row.getTimestamp(1).toInstant())
        .single();
  }

  /// Something of this key got through: what was refused may be accepted after it.
  void forgetRefusals() {
    jdbc.sql(
            """
            update chain_intent set refused_since = null
            where sender = ? and status = 'PENDING' and refused_since is not null
            """)
        .param(sender.bytes())
        .update();
  }

  /// An intent's signed transactions, the newest first.
  List<StoredTransaction> transactions(Intent intent) {
    return jdbc.sql(
            """
            select hash, raw, max_fee, priority_fee, signed_at
            from chain_transaction where intent = ? order by signed_at desc, max_fee desc
            """)
        .param(intent.id())
        .query(
            (row, n) ->
                new StoredTransaction(
                    Bytes32.of(row.getBytes("hash")),
                    row.getBytes("raw"),
                    new Fees(number(row, "max_fee"), number(row, "priority_fee")),
                    row.getTimestamp("signed_at").toInstant()))
        .list();
  }

  void inBlock(Intent intent, Receipt receipt) {
    jdbc.sql(
            """
            update chain_intent set transaction = ?, block = ?, block_hash = ?, gas_used = ?
            where id = ? and status = 'SENT'
            """)
        .params(
            receipt.transaction().bytes(),
            receipt.block(),
            receipt.blockHash().bytes(),
            receipt.gasUsed(),
            intent.id())
        .update();
  }

  void confirmed(Intent intent) {
    jdbc.sql(
            """
            update chain_intent set status = 'CONFIRMED', problem = null
            where id = ? and status = 'SENT'
            """)
        .param(intent.id())
        .update();
  }

  void failed(Intent intent, String problem) {
    jdbc.sql(
            """
            update chain_intent set status = 'FAILED', problem = ?
            where id = ? and status in ('PENDING', 'SENT')
            """)
        .params(shortened(problem), intent.id())
        .update();
  }

  void problem(Intent intent, String problem) {
    jdbc.sql("update chain_intent set problem = ? where id = ? and status in ('PENDING', 'SENT')")
        .params(shortened(problem), intent.id())
        .update();
  }

  private static String shortened(String problem) {
    return problem.length() > LONGEST_PROBLEM ? problem.substring(0, LONGEST_PROBLEM) : problem;
  }

  private static Call call(ResultSet row) throws SQLException {
    return new Call(
        Address.of(row.getBytes("target")),
        new TokenAmount(number(row, "value")),
        row.getBytes("data"));
  }

  private static BigInteger number(ResultSet row, String column) throws SQLException {
    return row.getBigDecimal(column).toBigIntegerExact();
  }

  private static BigInteger number(ResultSet row, int column) throws SQLException {
    return row.getBigDecimal(column).toBigIntegerExact();
  }

  private static @Nullable Bytes32 hash(ResultSet row, String column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    return bytes == null ? null : Bytes32.of(bytes);
  }
}
