plugins {
    id("com.android.application") version "8.13.0"
    id("org.jetbrains.kotlin.android") version "2.4.21"
    id("org.jetbrains.kotlin.plugin.compose") version "2.4.21"
}

android {
    namespace = "example.shop"
    compileSdk = 36

    defaultConfig {
        applicationId = "example.shop"
        minSdk = 26
        targetSdk = 36
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    // The flow, which is tested without Android.
    sourceSets["main"].kotlin.srcDirs("src/main/kotlin", "../kotlin/src")
    buildFeatures.compose = true
    buildTypes["release"].isMinifyEnabled = true
}

kotlin {
    jvmToolchain(17)
}

dependencies {
    implementation("dev.amazonpay:amazonpay-checkout:0.1.0")
    implementation(platform("androidx.compose:compose-bom:2025.10.00"))
    implementation("androidx.activity:activity-compose:1.11.0")
    implementation("androidx.browser:browser:1.9.0")
    implementation("androidx.compose.material3:material3")
    implementation("androidx.lifecycle:lifecycle-viewmodel-compose:2.9.4")
}
