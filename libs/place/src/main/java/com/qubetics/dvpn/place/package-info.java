/// Towns, countries and time zones by name, from data that comes with the program: nothing is asked
/// of a network. Each call reads what it needs anew and keeps nothing, so a long-running process
/// pays for it while it looks only. Start at [TownSearch], [PlaceCheck] and [ZonePlace].
@NullMarked
package com.qubetics.dvpn.place;

import org.jspecify.annotations.NullMarked;
