/**
 * The log of a process that is a member: lines as etcd writes them, behind SLF4J. Who embeds the
 * server brings a provider of their own, and nothing here is used: this one is asked for by {@link
 * io.cornerstone.server.log.ProcessLog#start} alone, and is no service of the jar.
 */
@NullMarked
package io.cornerstone.server.log;

import org.jspecify.annotations.NullMarked;
