/// What the words of a request have to be, for all operations of all services alike: strict JSON
/// whose members are there unless declared `@Nullable`, whole numbers in queries, nothing twice and
/// nothing unknown; and the name of the field that was wrong. Start at [StrictWords].
@NullMarked
package com.qubetics.dvpn.http.words;

import org.jspecify.annotations.NullMarked;
