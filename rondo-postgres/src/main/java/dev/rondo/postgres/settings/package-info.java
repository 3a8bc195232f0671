/**
 * Where the settings of a connection come from, as libpq has them: DSNs, the environment, service
 * files, password files. Texts in, settings out; files are read by one class. Not exported.
 *
 * <ul>
 *   <li>{@link dev.rondo.postgres.settings.Keyword}: the table of settings, their variables and
 *       what they may be; {@code Nearest}: what was probably meant.
 *   <li>{@link dev.rondo.postgres.settings.Dsn}: a DSN's settings; {@code DsnUri} with {@code
 *       Percent}, and {@code DsnPairs}, its two forms.
 *   <li>{@link dev.rondo.postgres.settings.Sources}: all sources in their order, which make {@link
 *       dev.rondo.postgres.settings.Settings}; {@code Rules}: what does not go together.
 *   <li>{@link dev.rondo.postgres.settings.Host}, {@code Hosts}: the servers to be tried.
 *   <li>{@code ServiceFile}, {@link dev.rondo.postgres.settings.PassFile}: what such files say;
 *       {@link dev.rondo.postgres.settings.SettingsFiles} reads them.
 * </ul>
 *
 * <p>Without state, but for who resolves: on a thread, since files block.
 */
@NullMarked
package dev.rondo.postgres.settings;

import org.jspecify.annotations.NullMarked;
