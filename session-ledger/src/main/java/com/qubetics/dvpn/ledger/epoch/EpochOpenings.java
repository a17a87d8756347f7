package com.qubetics.dvpn.ledger.epoch;

import com.qubetics.dvpn.epoch.Opening;
import com.qubetics.dvpn.epoch.OpeningFile;
import com.qubetics.dvpn.epoch.RowDraw;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.ledger.store.Columns;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Bytes32;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/// Publishes the rows that the block after an anchor picks, and afterwards forgets what links the
/// others to accounts.
@Service
public final class EpochOpenings {
  private static final Logger LOG = LoggerFactory.getLogger(EpochOpenings.class);

  private final JdbcClient jdbc;
  private final TransactionOperations transactions;
  private final BlockHashes blocks;
  private final Domain domain;
  private final EpochSettings settings;
  private final Clock clock;

  public EpochOpenings(
      JdbcClient jdbc,
      TransactionOperations transactions,
      BlockHashes blocks,
      Domain domain,
      EpochSettings settings,
      Clock clock) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.blocks = blocks;
    this.domain = domain;
    this.settings = settings;
    this.clock = clock;
  }

  /// Notes the block of a confirmed anchor, inside the follower's transaction.
  public void anchored(long epoch, Bytes32 root, long block) {
    int noted =
        jdbc.sql(
                """
                update epoch set state = 'ANCHORED', anchored_block = :block
                where number = :epoch and state = 'SEALED' and root = :root
                """)
            .param("block", block)
            .param("epoch", epoch)
            .param("root", root.bytes())
            .update();
    if (noted == 0 && !isSealed(epoch, root)) {
      LOG.error("anchored epoch={} root={} is not what this ledger sealed", epoch, root);
    }
  }

  /// The chain took an anchor back: it will stand in another block, whose successor picks other
  /// rows, so what was opened is withdrawn. An epoch that is erased has nothing left to open and
  /// keeps its openings.
  public void anchorTakenBack(long epoch, Bytes32 root) {
    int noted =
        jdbc.sql(
                """
                update epoch set state = 'SEALED', anchored_block = null, openings = null
                where number = :epoch and root = :root and state in ('ANCHORED', 'OPENED')
                  and erased_at is null
                """)
            .param("epoch", epoch)
            .param("root", root.bytes())
            .update();
    LOG.warn("anchor taken back by the chain epoch={} openAgain={}", epoch, noted == 1);
  }

  private boolean isSealed(long epoch, Bytes32 root) {
    return jdbc.sql("select exists (select from epoch where number = :epoch and root = :root)")
        .param("epoch", epoch)
        .param("root", root.bytes())
        .query(Boolean.class)
        .single();
  }

  /// Opens the rows of the oldest anchored epoch if the block that picks them is there; whether it
  /// did.
  public boolean openNext() {
    Optional<Anchored> anchored =
        jdbc.sql(
                """
                select number, anchored_block, file from epoch where state = 'ANCHORED'
                order by number limit 1
                """)
            .query((row, number) -> new Anchored(row.getLong(1), row.getLong(2), row.getString(3)))
            .optional();
    if (anchored.isEmpty()) {
      return false;
    }
    Optional<Bytes32> hash = blocks.finalHash(anchored.get().block() + 1);
    hash.ifPresent(
        value -> transactions.executeWithoutResult(status -> publish(anchored.get(), value)));
    return hash.isPresent();
  }

  private void publish(Anchored anchored, Bytes32 hash) {
    List<SessionRow> rows = SessionFile.parse(anchored.file()).rows();
    List<Opening> openings = new ArrayList<>();
    for (int index : RowDraw.of(hash, rows.size())) {
      openings.add(opening(anchored.epoch(), rows.get(index)));
    }
    jdbc.sql(
            """
            update epoch set state = 'OPENED', openings = :text
            where number = :epoch and state = 'ANCHORED' and anchored_block = :block
            """)
        .param("text", new OpeningFile(anchored.epoch(), openings).text())
        .param("epoch", anchored.epoch())
        .param("block", anchored.block())
        .update();
    LOG.info("opened epoch={} rows={} of={}", anchored.epoch(), openings.size(), rows.size());
  }

  private Opening opening(long epoch, SessionRow row) {
    return jdbc.sql(
            """
            select salt, opening from sealed_row
            where epoch = :epoch and node = :node and pseudonym = :pseudonym
            """)
        .param("epoch", epoch)
        .param("node", row.node().address().bytes())
        .param("pseudonym", row.pseudonym().bytes())
        .query(
            (result, number) -> {
              Columns columns = new Columns(result);
              return Opening.parse(
                  row.node(),
                  row.pseudonym(),
                  columns.bytes32("salt"),
                  columns.text("opening"),
                  domain);
            })
        .single();
  }

  /// Erases k_epoch, the accounts behind an epoch's rows and what was not opened, once the openings
  /// are out and the challenge is over.
  public void erase() {
    Timestamp before = Timestamp.from(clock.instant().minus(settings.erasureDelay()));
    List<Long> due =
        jdbc.sql(
                """
                select number from epoch
                where state = 'OPENED' and erased_at is null and sealed_at < :before
                order by number limit 100
                """)
            .param("before", before)
            .query(Long.class)
            .list();
    due.forEach(epoch -> transactions.executeWithoutResult(status -> erase(epoch)));
  }

  private void erase(long epoch) {
    jdbc.sql("update epoch set secret = null, erased_at = :now where number = :epoch")
        .param("now", Timestamp.from(clock.instant()))
        .param("epoch", epoch)
        .update();
    jdbc.sql("delete from epoch_usage where epoch = :epoch").param("epoch", epoch).update();
    jdbc.sql("delete from sealed_row where epoch = :epoch").param("epoch", epoch).update();
  }

  private record Anchored(long epoch, long block, String file) {}
}
