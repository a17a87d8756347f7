package com.qubetics.dvpn.ledger.epoch;

import com.qubetics.dvpn.epoch.Opening;
import com.qubetics.dvpn.epoch.OpeningFile;
import com.qubetics.dvpn.epoch.RowDraw;
import com.qubetics.dvpn.epoch.SessionFile;
import com.qubetics.dvpn.epoch.SessionRow;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Publishes the rows that the block after an anchor picks, and afterwards forgets what links the
/// others to accounts.
@Service
public final class EpochOpenings {
  private static final Logger log = LoggerFactory.getLogger(EpochOpenings.class);

  private final JdbcClient jdbc;
  private final BlockHashes blocks;
  private final Domain domain;
  private final EpochSettings settings;
  private final Clock clock;

  public EpochOpenings(
      JdbcClient jdbc, BlockHashes blocks, Domain domain, EpochSettings settings, Clock clock) {
    this.jdbc = jdbc;
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
            .paramSource(Values.of("block", block).and("epoch", epoch).and("root", root))
            .update();
    if (noted == 0 && !isSealed(epoch, root)) {
      log.error("anchored epoch={} root={} is not what this ledger sealed", epoch, root);
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
            .paramSource(Values.of("epoch", epoch).and("root", root))
            .update();
    log.warn("anchor taken back by the chain epoch={} openAgain={}", epoch, noted == 1);
  }

  private boolean isSealed(long epoch, Bytes32 root) {
    return jdbc.sql("select exists (select from epoch where number = :epoch and root = :root)")
        .paramSource(Values.of("epoch", epoch).and("root", root))
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
            .query(
                Row.as(
                    row ->
                        new Anchored(
                            row.number("number"), row.number("anchored_block"), row.text("file"))))
            .optional();
    if (anchored.isEmpty()) {
      return false;
    }
    Optional<Bytes32> hash = blocks.finalHash(anchored.get().block() + 1);
    hash.ifPresent(value -> publish(anchored.get(), value));
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
        .paramSource(
            Values.of("text", new OpeningFile(anchored.epoch(), openings).text())
                .and("epoch", anchored.epoch())
                .and("block", anchored.block()))
        .update();
    log.info("opened epoch={} rows={} of={}", anchored.epoch(), openings.size(), rows.size());
  }

  private Opening opening(long epoch, SessionRow row) {
    return jdbc.sql(
            """
            select salt, opening from sealed_row
            where epoch = :epoch and node = :node and pseudonym = :pseudonym
            """)
        .paramSource(
            Values.of("epoch", epoch).and("node", row.node()).and("pseudonym", row.pseudonym()))
        .query(
            Row.as(
                found ->
                    Opening.parse(
                        row.node(),
                        row.pseudonym(),
                        found.bytes32("salt"),
                        found.text("opening"),
                        domain)))
        .single();
  }

  /// Erases k_epoch, the accounts behind an epoch's rows and what was not opened, once the openings
  /// are out and the challenge is over.
  public void erase() {
    jdbc.sql(
            """
            select number from epoch
            where state = 'OPENED' and erased_at is null and sealed_at < :before
            order by number limit 100
            """)
        .paramSource(Values.of("before", clock.instant().minus(settings.erasureDelay())))
        .query(Long.class)
        .list()
        .forEach(this::erase);
  }

  private void erase(long epoch) {
    jdbc.sql(
            """
            with erased as (
              update epoch set secret = null, erased_at = :now where number = :epoch),
            accounts as (delete from epoch_usage where epoch = :epoch)
            delete from sealed_row where epoch = :epoch
            """)
        .paramSource(Values.of("now", clock.instant()).and("epoch", epoch))
        .update();
  }

  private record Anchored(long epoch, long block, String file) {}
}
