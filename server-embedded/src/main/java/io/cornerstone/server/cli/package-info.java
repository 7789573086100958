/**
 * Flags and main of the executable jar. {@link io.cornerstone.server.cli.ServerFlags} is the table
 * of flags, {@link io.cornerstone.server.cli.CommandLine} reads arguments and environment against
 * it, {@link io.cornerstone.server.cli.ServerSettings} turns the values into a configuration, and
 * {@link io.cornerstone.server.cli.ProcessRun} runs one member until a signal.
 */
@NullMarked
package io.cornerstone.server.cli;

import org.jspecify.annotations.NullMarked;
