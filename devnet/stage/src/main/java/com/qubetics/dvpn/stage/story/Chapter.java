package com.qubetics.dvpn.stage.story;

/// A part of the story that is verified as a whole.
interface Chapter {

  /// What is claimed, such as `The network runs`.
  String title();

  /// Does what it tells of.
  ///
  /// @throws com.qubetics.dvpn.stage.StageException at the first check that does not hold
  void tell();
}
