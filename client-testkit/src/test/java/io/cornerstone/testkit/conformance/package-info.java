/**
 * What the server answers, call by call, on the bare wire protocol. The cases are scripts with
 * recorded answers; they run against our server and against a real etcd.
 */
@NullMarked
package io.cornerstone.testkit.conformance;

import org.jspecify.annotations.NullMarked;
