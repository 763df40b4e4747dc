package dev.parley;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** Who may use whom, as docs/architecture.md draws it. */
@AnalyzeClasses(packages = "dev.parley", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule modules = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("platform")
            .definedBy("dev.parley.platform..")
            .layer("protocol")
            .definedBy("dev.parley.protocol..")
            .layer("trace")
            .definedBy("dev.parley.trace..")
            .layer("provider")
            .definedBy("dev.parley.provider..")
            .layer("journal")
            .definedBy("dev.parley.journal..")
            .layer("generation")
            .definedBy("dev.parley.generation..")
            .layer("identity")
            .definedBy("dev.parley.identity..")
            .layer("conversation")
            .definedBy("dev.parley.conversation..")
            .layer("chat")
            .definedBy("dev.parley.chat..")
            .layer("operations")
            .definedBy("dev.parley.operations..")
            .whereLayer("platform")
            .mayNotAccessAnyLayer()
            .whereLayer("protocol")
            .mayOnlyAccessLayers("platform")
            .whereLayer("trace")
            .mayOnlyAccessLayers("platform", "protocol")
            .whereLayer("provider")
            .mayOnlyAccessLayers("platform", "protocol", "trace")
            .whereLayer("journal")
            .mayOnlyAccessLayers("platform", "protocol", "trace")
            .whereLayer("generation")
            .mayOnlyAccessLayers("journal", "provider", "protocol", "platform", "trace")
            .whereLayer("identity")
            .mayOnlyAccessLayers("protocol", "platform")
            .whereLayer("conversation")
            .mayOnlyAccessLayers("generation", "identity", "journal", "protocol", "platform", "provider", "trace")
            .whereLayer("chat")
            .mayOnlyAccessLayers(
                    "conversation", "generation", "identity", "journal", "protocol", "platform", "provider")
            .whereLayer("operations")
            .mayOnlyAccessLayers(
                    "chat",
                    "conversation",
                    "generation",
                    "identity",
                    "journal",
                    "protocol",
                    "platform",
                    "provider",
                    "trace");

    @ArchTest
    static final ArchRule noCycles =
            SlicesRuleDefinition.slices().matching("dev.parley.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyThePlatformMakesThreads = noClasses()
            .that()
            .resideOutsideOfPackage("dev.parley.platform..")
            .should()
            .callConstructor(Thread.class, Runnable.class)
            .orShould()
            .callMethod(java.util.concurrent.Executors.class, "newCachedThreadPool")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.ThreadPoolExecutor")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.ScheduledThreadPoolExecutor")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.Executors");

    @ArchTest
    static final ArchRule nothingServerSpecific = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.glassfish..",
                    "fish.payara..",
                    "com.sun..",
                    "sun..",
                    "com.ibm..",
                    "io.openliberty..",
                    "org.jboss..",
                    "org.wildfly..",
                    "io.undertow..",
                    "io.smallrye..",
                    "org.apache..");

    @ArchTest
    static final ArchRule theDemoModelIsAProviderOfItsOwn = noClasses()
            .that()
            .resideOutsideOfPackage("dev.parley.provider.demo..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.parley.provider.demo..");
}
