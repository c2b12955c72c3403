"""Images that a build tool's plugin makes, with no Dockerfile: of Maven and Gradle modules.

The plugins name what they make after the module (`shop/${project.name}`; the defaults of Jib and of Spring Boot too),
so a module's name is the last part of its image's. Sources: github.com/GoogleContainerTools/jib,
dmp.fabric8.io ("Image names"), docs.spring.io/spring-boot ("Packaging OCI Images"), quarkus.io/guides/container-image.
"""

import posixpath
import re

from complexity_lint.discovery.repository import Repository

_PLUGIN = re.compile(
    r"jib-maven-plugin|com\.google\.cloud\.tools\.jib|docker-maven-plugin|dockerfile-maven-plugin"
    r"|kubernetes-maven-plugin|quarkus-container-image-|<goal>build-image|bootBuildImage|com\.bmuschko\.docker"
    r"|com\.palantir\.docker"
)
_MANIFESTS = ("pom.xml", "build.gradle", "build.gradle.kts")
_ARTIFACT = re.compile(r"<artifactId>\s*([\w.-]+)\s*</artifactId>")
_ELSEWHERE = re.compile(
    r"<(parent|dependencies|dependencyManagement|build|profiles|modules)>.*?</\1>", re.DOTALL
)
MAX_MODULES = 2_000


def plugin_images(repository: Repository) -> frozenset[str]:
    """The last names of the images that modules of the repository make by a plugin of their own or of a parent's."""
    modules = [p for p in repository.paths if posixpath.basename(p) in _MANIFESTS][:MAX_MODULES]
    texts = {path: repository.text(path) or "" for path in modules}
    folders = {posixpath.dirname(path) for path, text in texts.items() if _PLUGIN.search(text)}
    found: set[str] = set()
    for path, text in texts.items():
        if folders & set(_upwards(posixpath.dirname(path))):
            found |= {posixpath.basename(posixpath.dirname(path)), *_artifact(path, text)}
    return frozenset(name.lower() for name in found if name)


def _upwards(folder: str) -> list[str]:
    """A folder and those it lies in, up to the root."""
    parts = folder.split("/") if folder else []
    return ["/".join(parts[:end]) for end in range(len(parts), -1, -1)]


def _artifact(path: str, text: str) -> list[str]:
    """What a Maven module is called; Gradle's is called like its folder."""
    if not path.endswith("pom.xml"):
        return []
    own = _ARTIFACT.search(_ELSEWHERE.sub("", text))
    return [own[1]] if own else []
