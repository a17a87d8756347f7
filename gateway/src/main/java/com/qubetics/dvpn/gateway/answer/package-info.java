/// What every answer bears, whoever gave it and however it went: the headers that tell a browser
/// what it must not do with it, which pages of other sites may read it, and a tag to ask for it
/// again. Start at [AnswerConfiguration].
@NullMarked
package com.qubetics.dvpn.gateway.answer;

import org.jspecify.annotations.NullMarked;
