/** The JSON gateway of our server beside that of a real etcd. */
@NullMarked
package io.cornerstone.testkit.gateway;

import org.jspecify.annotations.NullMarked;
