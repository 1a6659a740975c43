"""The peers: name in tables and pictures, the distribution that is installed, what of ours it is set beside."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Peer:
    """requirement: distribution and version. ours: short name of our generator of the same kind."""

    requirement: str
    does: str
    ours: tuple[str, ...]

    @property
    def distribution(self) -> str:
        return self.requirement.split("==")[0]

    def described(self) -> dict:
        """What a cell's key holds of it."""
        return {"requirement": self.requirement, "does": self.does}


# The versions of all they need are in `constraints.txt`, by which pip installs. SDV's own defaults throughout.
PEERS = {
    "SDV-copula": Peer("sdv==2.0.0", "GaussianCopulaSynthesizer", ("copula",)),
    "TVAE": Peer("sdv==2.0.0", "TVAESynthesizer, 300 epochs (ctgan 0.12.1)", ("vae",)),
    "CTGAN": Peer("sdv==2.0.0", "CTGANSynthesizer, 300 epochs (ctgan 0.12.1)", ("gan", "ctgan")),
    "TabularARGN": Peer("mostlyai-engine==2.7.3", "TabularARGN, early stop on its own validation split",
                        ("autoregressive",)),
}
