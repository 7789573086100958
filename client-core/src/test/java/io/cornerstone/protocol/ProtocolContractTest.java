package io.cornerstone.protocol;

import static io.cornerstone.protocol.ContractTable.cell;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The compiled protocol is etcd's, item by item: nothing missing, nothing different, nothing more.
 */
class ProtocolContractTest {
  private static final List<FileDescriptor> FILES =
      List.of(
          RpcProto.getDescriptor(),
          KeyValueProto.getDescriptor(),
          AuthModelProto.getDescriptor(),
          LockProto.getDescriptor(),
          ElectionProto.getDescriptor());

  /** Since 3.7, and so not in the tables of 3.6. */
  private static final String NEWER = "RangeStream";

  @Test
  void messagesFieldsEnumsAndValues() {
    Set<String> expected = new TreeSet<>();
    for (Map<String, String> row : ContractTable.rows("messages.tsv")) {
      if (cell(row, "scope").equals("public")) {
        expected.add(expected(row));
      }
    }
    Set<String> actual = new TreeSet<>();
    FILES.forEach(file -> file.getMessageTypes().forEach(type -> describe(type, actual)));
    FILES.forEach(file -> file.getEnumTypes().forEach(type -> describe(type, actual)));
    actual.removeIf(item -> item.contains(NEWER));
    assertThat(actual).hasSizeGreaterThan(400).isEqualTo(expected);
  }

  @Test
  void servicesAndMethods() {
    Set<String> expected = new TreeSet<>();
    for (Map<String, String> row : ContractTable.rows("wire.tsv")) {
      expected.add(
          String.join(
              " ",
              cell(row, "full_path"),
              cell(row, "kind"),
              cell(row, "request"),
              cell(row, "response")));
    }
    Set<String> actual = new TreeSet<>();
    for (FileDescriptor file : FILES) {
      file.getServices().forEach(service -> describe(service, actual));
    }
    HealthProto.getDescriptor().getServices().forEach(service -> describe(service, actual));
    actual.removeIf(item -> item.contains(NEWER));
    assertThat(actual).hasSize(50).isEqualTo(expected);
  }

  @Test
  void rangeStreamIsThatOfTheNextRelease() {
    MethodDescriptor method =
        RpcProto.getDescriptor().findServiceByName("KV").findMethodByName(NEWER);
    assertThat(method.isServerStreaming()).isTrue();
    assertThat(method.isClientStreaming()).isFalse();
    FieldDescriptor field = method.getOutputType().findFieldByName("range_response");
    assertThat(field.getNumber()).isEqualTo(1);
    assertThat(field.getMessageType().getFullName()).isEqualTo("etcdserverpb.RangeResponse");
  }

  /** The generated stubs, which are what really goes out, use the same paths. */
  @Test
  void stubsUseTheSamePaths() {
    Set<String> paths = new TreeSet<>();
    ContractTable.rows("wire.tsv").forEach(row -> paths.add(cell(row, "full_path").substring(1)));
    Set<String> stubs = new TreeSet<>();
    for (io.grpc.ServiceDescriptor service :
        List.of(
            KVGrpc.getServiceDescriptor(),
            WatchGrpc.getServiceDescriptor(),
            LeaseGrpc.getServiceDescriptor(),
            ClusterGrpc.getServiceDescriptor(),
            MaintenanceGrpc.getServiceDescriptor(),
            AuthGrpc.getServiceDescriptor(),
            LockGrpc.getServiceDescriptor(),
            ElectionGrpc.getServiceDescriptor(),
            HealthGrpc.getServiceDescriptor())) {
      service.getMethods().forEach(method -> stubs.add(method.getFullMethodName()));
    }
    stubs.removeIf(path -> path.contains(NEWER));
    assertThat(stubs).isEqualTo(paths);
  }

  private static String expected(Map<String, String> row) {
    String type = cell(row, "type_name");
    String name = cell(row, "field_or_value");
    return switch (cell(row, "kind")) {
      case "field" ->
          String.join(
              " ",
              "field",
              type,
              name,
              cell(row, "number"),
              cell(row, "type"),
              cell(row, "label"),
              "oneof=" + cell(row, "oneof"),
              cell(row, "json_name"));
      case "value" -> String.join(" ", "value", type, name, cell(row, "number"));
      default -> cell(row, "kind") + " " + type;
    };
  }

  private static void describe(Descriptor message, Set<String> into) {
    into.add("message " + message.getFullName());
    for (FieldDescriptor field : message.getFields()) {
      OneofDescriptor oneof = field.getContainingOneof();
      into.add(
          String.join(
              " ",
              "field",
              message.getFullName(),
              field.getName(),
              String.valueOf(field.getNumber()),
              type(field),
              field.isRepeated() ? "repeated" : "singular",
              "oneof=" + (oneof == null ? "" : oneof.getName()),
              field.getJsonName()));
    }
    message.getNestedTypes().forEach(nested -> describe(nested, into));
    message.getEnumTypes().forEach(nested -> describe(nested, into));
  }

  private static void describe(EnumDescriptor type, Set<String> into) {
    into.add("enum " + type.getFullName());
    for (EnumValueDescriptor value : type.getValues()) {
      into.add(
          String.join(
              " ",
              "value",
              type.getFullName(),
              value.getName(),
              String.valueOf(value.getNumber())));
    }
  }

  private static void describe(ServiceDescriptor service, Set<String> into) {
    for (MethodDescriptor method : service.getMethods()) {
      into.add(
          String.join(
              " ",
              "/" + service.getFullName() + "/" + method.getName(),
              kind(method),
              method.getInputType().getFullName(),
              method.getOutputType().getFullName()));
    }
  }

  private static String kind(MethodDescriptor method) {
    if (method.isClientStreaming()) {
      return method.isServerStreaming() ? "bidi" : "client-stream";
    }
    return method.isServerStreaming() ? "server-stream" : "unary";
  }

  private static String type(FieldDescriptor field) {
    return switch (field.getType()) {
      case MESSAGE -> field.getMessageType().getFullName();
      case ENUM -> field.getEnumType().getFullName();
      default -> field.getType().name().toLowerCase(Locale.ROOT);
    };
  }
}
