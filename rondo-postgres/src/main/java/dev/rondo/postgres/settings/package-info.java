/**
 * Where the settings of a connection come from, as libpq has them: DSNs, the environment, service
 * files, password files. Texts in, settings out; files are read by one class. Not exported.
 */
@NullMarked
package dev.rondo.postgres.settings;

import org.jspecify.annotations.NullMarked;
