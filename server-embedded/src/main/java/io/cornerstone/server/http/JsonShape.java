package io.cornerstone.server.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.Map;

/**
 * Refuses what protobuf's parser lets pass by accident: a list of one where a single value belongs.
 */
final class JsonShape {
  private JsonShape() {}

  /**
   * @throws InvalidProtocolBufferException naming the field
   */
  static void check(JsonElement value, Descriptor type) throws InvalidProtocolBufferException {
    if (!(value instanceof JsonObject object)) {
      return; // The parser has words for that.
    }
    Map<String, FieldDescriptor> fields = new HashMap<>();
    for (FieldDescriptor field : type.getFields()) {
      fields.put(field.getName(), field);
      fields.put(field.getJsonName(), field);
    }
    for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
      FieldDescriptor field = fields.get(entry.getKey());
      if (field != null) {
        check(entry.getValue(), field);
      }
    }
  }

  private static void check(JsonElement value, FieldDescriptor field)
      throws InvalidProtocolBufferException {
    if (value instanceof JsonArray array) {
      if (!field.isRepeated()) {
        throw new InvalidProtocolBufferException(field.getName() + " is not a list");
      }
      for (JsonElement element : array) {
        if (element.isJsonArray()) {
          throw new InvalidProtocolBufferException(field.getName() + " is not a list of lists");
        }
        checkMessage(element, field);
      }
    } else {
      checkMessage(value, field);
    }
  }

  private static void checkMessage(JsonElement value, FieldDescriptor field)
      throws InvalidProtocolBufferException {
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      check(value, field.getMessageType());
    }
  }
}
