/** The contract of the client, against our own server and against a real etcd. */
@NullMarked
package io.cornerstone.testkit.client;

import org.jspecify.annotations.NullMarked;
