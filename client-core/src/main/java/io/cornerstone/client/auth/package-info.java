/** Users, roles and permissions. */
@NullMarked
package io.cornerstone.client.auth;

import org.jspecify.annotations.NullMarked;
