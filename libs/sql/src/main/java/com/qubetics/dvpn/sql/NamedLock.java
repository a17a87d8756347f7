package com.qubetics.dvpn.sql;

import org.springframework.jdbc.core.simple.JdbcClient;

/// A lock of a database by its name, held by the transaction at hand until that ends: what one
/// replica does at a time, or one request of an account. PostgreSQL's advisory locks are numbers;
/// the number is the name's 64-bit hash.
public final class NamedLock {
  private NamedLock() {}

  /// Takes it if it is free.
  ///
  /// @return whether this transaction holds it
  public static boolean attempt(JdbcClient jdbc, String name) {
    return jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
        .param("name", name)
        .query(Boolean.class)
        .single();
  }

  /// Waits until it is free.
  public static void await(JdbcClient jdbc, String name) {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:name, 0)) is null")
        .param("name", name)
        .query(Boolean.class)
        .single();
  }
}
