/// JSON as agents and clients read and write it. Start at [com.qubetics.dvpn.wire.json.Json]; the
/// services' doors are stricter (libs/http).
@NullMarked
package com.qubetics.dvpn.wire.json;

import org.jspecify.annotations.NullMarked;
