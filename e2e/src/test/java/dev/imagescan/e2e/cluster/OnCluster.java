package dev.imagescan.e2e.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test class that runs on a cluster: the one that {@code -De2e.kubeconfig} names, or else
 * one of two nodes on this machine, which all classes of a run share. Test methods may have
 * parameters of type {@link Cluster} and {@link io.fabric8.kubernetes.client.KubernetesClient}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ClusterExtension.class)
public @interface OnCluster {}
