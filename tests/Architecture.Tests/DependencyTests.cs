namespace Architecture.Tests;

public class DependencyTests
{
    [Fact]
    public void Library_has_no_package_dependency() => Assert.True(true);
}
