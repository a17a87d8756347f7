package com.qubetics.dvpn.gateway.idempotency;

import com.qubetics.dvpn.sql.Row;
import com.qubetics.dvpn.sql.Values;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;

/// Who is at work on which key, and what was answered. One row per caller and key.
///
/// A claim bears a name of its own: whoever took so long that another took its place keeps nothing,
/// and does nothing in the same transaction.
@Repository
class KeptAnswers {
  private final JdbcClient jdbc;
  private final SecureRandom random;
  private final Clock clock;
  private final IdempotencySettings settings;

  KeptAnswers(JdbcClient jdbc, SecureRandom random, Clock clock, IdempotencySettings settings) {
    this.jdbc = jdbc;
    this.random = random;
    this.clock = clock;
    this.settings = settings;
  }

  /// An answer that did what was asked.
  record Answer(int status, @Nullable String contentType, byte[] body) {}

  /// What a key stands for at the moment.
  sealed interface Claim {
    /// Nothing was done under it: it is the asker's to do.
    record Mine(UUID name) implements Claim {}

    record InFlight() implements Claim {}

    /// It is another request's.
    record OtherRequest() implements Claim {}

    record Done(Answer answer) implements Claim {}
  }

  private record Kept(byte[] request, @Nullable Answer sealed) {
    static Kept of(Row row) throws SQLException {
      return new Kept(
          row.bytes("request"),
          row.nullable(
              "sealed",
              (it, column) ->
                  new Answer(
                      it.smallNumber("status"),
                      it.nullable("content_type", Row::text),
                      it.bytes(column))));
    }
  }

  /// Takes the key unless it is taken. Commits by itself: others are to see it at once.
  Claim claim(KeyedPost post) {
    Instant now = clock.instant();
    UUID name = UUID.randomUUID();
    boolean mine =
        jdbc.sql(
                    """
                    insert into kept_answer as kept
                      (id, caller, request, claim, claimed_until, expires_at)
                    values (:id, :caller, :request, :claim, :until, :end)
                    on conflict (id) do update set
                      request = excluded.request, claim = excluded.claim,
                      claimed_until = excluded.claimed_until, expires_at = excluded.expires_at,
                      status = null, content_type = null, sealed = null
                    where kept.expires_at <= :now
                      or kept.sealed is null and kept.claimed_until <= :now
                        and kept.request = excluded.request
                    """)
                .paramSource(
                    Values.of("id", post.id())
                        .and("caller", post.caller())
                        .and("request", post.request())
                        .and("claim", name)
                        .and("until", now.plus(settings.inFlight()))
                        .and("end", now.plus(settings.lifetime()))
                        .and("now", now))
                .update()
            == 1;
    if (mine) {
      return new Claim.Mine(name);
    }
    Optional<Kept> found =
        jdbc.sql("select request, status, content_type, sealed from kept_answer where id = :id")
            .param("id", post.id())
            .query(Row.as(Kept::of))
            .optional();
    if (found.isEmpty()) {
      return new Claim.InFlight();
    }
    Kept kept = found.get();
    if (!Arrays.equals(kept.request(), post.request())) {
      return new Claim.OtherRequest();
    }
    return kept.sealed() == null
        ? new Claim.InFlight()
        : new Claim.Done(
            new Answer(
                kept.sealed().status(),
                kept.sealed().contentType(),
                post.open(kept.sealed().body())));
  }

  /// Inside the caller's transaction, where there is one.
  ///
  /// @return whether the claim still stood; if not, what was done is to be undone
  boolean keep(KeyedPost post, Claim.Mine claim, Answer answer) {
    return jdbc.sql(
                """
                update kept_answer set status = :status, content_type = :type, sealed = :sealed
                where id = :id and claim = :claim
                """)
            .paramSource(
                Values.of("status", answer.status())
                    .and("type", answer.contentType())
                    .and("sealed", post.seal(answer.body(), random))
                    .and("id", post.id())
                    .and("claim", claim.name()))
            .update()
        == 1;
  }

  /// Gives the key back: nothing was done.
  void release(KeyedPost post, Claim.Mine claim) {
    jdbc.sql("delete from kept_answer where id = :id and claim = :claim and sealed is null")
        .paramSource(Values.of("id", post.id()).and("claim", claim.name()))
        .update();
  }

  @Scheduled(fixedDelayString = "PT1M")
  void sweep() {
    jdbc.sql("delete from kept_answer where expires_at <= :now")
        .paramSource(Values.of("now", clock.instant()))
        .update();
    jdbc.sql(
            """
            delete from kept_answer using (
              select id, row_number() over (partition by caller order by expires_at desc) as place
              from kept_answer) as ranked
            where kept_answer.id = ranked.id and kept_answer.sealed is not null
              and ranked.place > case when caller = :nobody then :anonymous else :most end
            """)
        .paramSource(
            Values.of("nobody", KeyedPost.NOBODY)
                .and("anonymous", settings.mostAnonymous())
                .and("most", settings.mostPerCaller()))
        .update();
  }
}
