package dev.imagescan.agent.container;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test that makes namespaces and mounts. Where it cannot, it says so by its name. */
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsRoot.Condition.class)
public @interface NeedsRoot {

  /** Looks whether this process is root, with the capability to mount. */
  final class Condition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (TestContainer.canRun()) {
        return ConditionEvaluationResult.enabled("runs as root");
      }
      String reason = "NOT RUN, needs root (and python3): " + name(context);
      System.out.println(reason);
      return ConditionEvaluationResult.disabled(reason);
    }

    private static String name(ExtensionContext context) {
      String test = context.getTestMethod().map(method -> "." + method.getName()).orElse("");
      return context.getRequiredTestClass().getSimpleName() + test;
    }
  }
}
