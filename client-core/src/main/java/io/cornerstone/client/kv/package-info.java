/** Keys and values: get, put, delete, compact. */
@NullMarked
package io.cornerstone.client.kv;

import org.jspecify.annotations.NullMarked;
