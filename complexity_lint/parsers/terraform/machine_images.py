"""What the machines of a configuration start from: the images of distributions that clouds offer by name."""

from collections.abc import Iterator
from typing import Final

from complexity_lint.model.environments import Environment
from complexity_lint.model.updates import MachineImage
from complexity_lint.parsers.terraform.configuration import Configuration, EvaluatedBlock, Mode, Resource
from complexity_lint.parsers.terraform.nodes import node_of
from complexity_lint.parsers.yaml_nodes import Scalar, Sequence

_AZURE: Final = (
    "azurerm_linux_virtual_machine",
    "azurerm_linux_virtual_machine_scale_set",
    "azurerm_virtual_machine",
)
_REFERENCES: Final = ("source_image_reference", "storage_image_reference")


def machine_images(configuration: Configuration, environment: Environment) -> tuple[MachineImage, ...]:
    """The images that machines are made from, each once by its place: the names that an AMI is looked up by, Azure's
    offers, Google's boot disks (providers hashicorp/aws v6, azurerm v4 and google v7).
    """
    found = {image.at: image for image in _all(configuration, environment)}
    return tuple(found.values())


def _all(configuration: Configuration, environment: Environment) -> Iterator[MachineImage]:
    for resource in configuration.resources:
        if resource.mode is Mode.DATA and resource.type == "aws_ami":
            for block in resource.blocks_of("filter"):
                name = _scalar(block, "name")
                if name is not None and name.text == "name":
                    yield from _of_values(block, environment)
        elif resource.mode is Mode.MANAGED and resource.type in _AZURE:
            yield from _of_azure(resource, environment)
        elif resource.mode is Mode.MANAGED and resource.type == "google_compute_instance":
            for disk in resource.blocks_of("boot_disk"):
                for block in disk.blocks_of("initialize_params"):
                    image = _scalar(block, "image")
                    if image is not None:
                        yield MachineImage(image.at, image.text, environment)


def _of_values(block: EvaluatedBlock, environment: Environment) -> Iterator[MachineImage]:
    value = block.value("values")
    node = None if value is None else node_of(value, block.at)
    for item in node.items if isinstance(node, Sequence) else ():
        if isinstance(item, Scalar):
            yield MachineImage(item.at, item.text, environment)


def _of_azure(resource: Resource, environment: Environment) -> Iterator[MachineImage]:
    for kind in _REFERENCES:
        for block in resource.blocks_of(kind):
            offer, sku = _scalar(block, "offer"), _scalar(block, "sku")
            if offer is not None and sku is not None:
                yield MachineImage(sku.at, f"{offer.text} {sku.text}", environment)


def _scalar(block: EvaluatedBlock, name: str) -> Scalar | None:
    value = block.value(name)
    node = None if value is None else node_of(value, block.at)
    return node if isinstance(node, Scalar) else None
