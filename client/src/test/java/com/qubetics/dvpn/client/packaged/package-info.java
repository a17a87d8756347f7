/// What the client's package brings beside the program, made of the commands' own descriptions: man
/// page and completions. Runs when the package is built. Start at [PackagedTexts].
@NullMarked
package com.qubetics.dvpn.client.packaged;

import org.jspecify.annotations.NullMarked;
